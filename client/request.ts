import { CloudError } from './cloud-error.ts';
import { connectFailure, refusal, timeout } from './failures.ts';
import { parseWarnings } from './warning-header.ts';

/** The part of `fetch` that the client needs: the global one fits, and so does anything that speaks HTTP. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; redirect: 'error'; signal: AbortSignal },
) => Promise<{ status: number; headers: { get(name: string): string | null }; text(): Promise<string> }>;

/** What else the service said of a change that it made. */
export interface CloudWarning {
  readonly text: string;
  /** The server as the caller named it. */
  readonly server: string;
  readonly action: string;
}

/** How one call behaves; each may also be given to `connect` for all calls. */
export interface CallOptions {
  /** Ends the call; it then rejects with the signal's own reason. */
  readonly signal?: AbortSignal;
  /** How long one HTTP request may take, in milliseconds; 60,000 unless given. */
  readonly timeoutMs?: number;
}

export interface Asked extends CallOptions {
  readonly method: 'GET' | 'POST';
  /** After the endpoint, such as `/servers`. */
  readonly path: string;
  readonly body?: unknown;
  /** Asking again does no harm. */
  readonly reads: boolean;
  /** What a success has in it, if it is of novatune. */
  readonly field?: string;
}

export interface Answered {
  readonly body: unknown;
  readonly warnings: readonly string[];
}

/** Where requests go, and as whom. */
export interface Line {
  /** With the version, without a slash at the end. */
  readonly endpoint: string;
  readonly token: string;
  readonly fetch: Fetch;
  readonly timeoutMs: number;
}

/** Waits before a read is tried again. */
const pausesMs = [200, 600];
/** What a gateway or a busy service answers; a read may be luckier the next time. */
const passing = [502, 503, 504];

/**
 * One request to the service; a read that fails in passing is tried twice more.
 * @throws {CloudError} the service refused it, or no answer came
 */
export async function request(line: Line, asked: Asked): Promise<Answered> {
  for (const pauseMs of asked.reads ? pausesMs : []) {
    try {
      return await requestOnce(line, asked);
    } catch (error) {
      if (!(error instanceof CloudError) || !mayPass(error)) throw error;
      await pause(pauseMs, asked.signal);
    }
  }
  return requestOnce(line, asked);
}

const mayPass = ({ fault, status }: CloudError): boolean =>
  fault === 'connectFailure' || (status !== undefined && passing.includes(status));

async function requestOnce(line: Line, asked: Asked): Promise<Answered> {
  const timer = AbortSignal.timeout(asked.timeoutMs ?? line.timeoutMs);
  const signal = asked.signal === undefined ? timer : AbortSignal.any([asked.signal, timer]);
  const { status, headers, text } = await send(line, asked, signal).catch((error) => {
    throw explain(error, line, asked, timer);
  });
  const requestId = headers.get('X-Openstack-Request-Id') ?? headers.get('X-Compute-Request-Id') ?? undefined;
  const about = { status, ...(requestId === undefined ? {} : { requestId }) };
  const body = parseJson(text);
  if (status !== 200) throw refusal(body, text, about);
  if (!isExpected(body, asked)) {
    const what = body === undefined ? 'something that is not JSON' : 'JSON that is not of novatune';
    throw new CloudError('badAnswer', `${line.endpoint} answered ${what}`, about);
  }
  return { body, warnings: parseWarnings(headers.get('Warning')) };
}

async function send({ endpoint, token, fetch }: Line, { method, path, body }: Asked, signal: AbortSignal) {
  signal.throwIfAborted();
  const headers = { Accept: 'application/json', 'X-Auth-Token': token };
  const content =
    body === undefined
      ? { headers }
      : { headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  // A redirect would carry the token to wherever it points.
  const response = await fetch(endpoint + path, { method, ...content, redirect: 'error', signal });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** What a failed `fetch` means; the caller's own signal keeps its own reason. */
function explain(cause: unknown, { endpoint, timeoutMs }: Line, asked: Asked, timer: AbortSignal): unknown {
  if (asked.signal?.aborted) return asked.signal.reason;
  return timer.aborted
    ? timeout(cause, endpoint, asked.timeoutMs ?? timeoutMs, asked)
    : connectFailure(cause, endpoint, asked);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isExpected = (body: unknown, { field }: Asked): boolean =>
  isObject(body) && (field === undefined || isObject(body[field]));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
  });
}
