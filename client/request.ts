import { isObject, type Shape } from './answer-shape.ts';
import { CloudError } from './cloud-error.ts';
import { anyOf, checkTimeout, pause, timerOf } from './endings.ts';
import { badAnswer, connectFailure, errorOfAnswer, timeout } from './failures.ts';
import { parseWarnings } from './warning-header.ts';

/** The part of `fetch` that the client needs: the global one fits, and so does anything that speaks HTTP. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; redirect: 'error'; signal: AbortSignal },
) => Promise<{ status: number; headers: { get(name: string): string | null }; text(): Promise<string> }>;

/** How one call behaves; given to `connect`, all calls. */
export interface CallOptions {
  /**
   * Ends the call, which then rejects with the signal's own reason; one given to `connect` ends it as well. Whether a change that was under
   * way is made is then unknown.
   */
  readonly signal?: AbortSignal;
  /** How long one HTTP request may take, in milliseconds; 60,000 unless given. */
  readonly timeoutMs?: number;
}

/** One request, before it has a session. */
export interface Question {
  readonly method: 'GET' | 'POST';
  /** After the endpoint, such as `/servers`. */
  readonly path: string;
  /** JSON as it is sent. */
  readonly body?: string;
  /** Asking again does no harm. */
  readonly reads: boolean;
  /** True for a success that is of novatune. */
  readonly isExpected: Shape;
}

/** What came back for it. */
export interface Reply {
  readonly body: unknown;
  readonly warnings: readonly string[];
}

/** Where requests go, and as whom. */
export interface Session {
  /** With the version, without a slash at the end. */
  readonly endpoint: string;
  readonly token: string;
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** A request as it is sent, once or more often. */
interface Attempt extends Question {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** Waits before a read is tried again. */
const pausesMs = [200, 600];
/** What a gateway or a busy service answers; a read may be luckier the next time. */
const passing = [502, 503, 504];

/**
 * One request to the service; a read that fails in passing is tried twice more. Whatever else stands in `options` is not for the request.
 * @throws {CloudError} the service refused it, or no answer came
 * @throws {TypeError} the timeout is none
 */
export async function request(session: Session, question: Question, options: CallOptions): Promise<Reply> {
  const signal = anyOf(options.signal, session.signal);
  const attempt = { ...question, signal, timeoutMs: checkTimeout(options.timeoutMs ?? session.timeoutMs) };
  for (const pauseMs of attempt.reads ? pausesMs : []) {
    try {
      return await requestOnce(session, attempt);
    } catch (error) {
      if (!(error instanceof CloudError) || !mayPass(error)) throw error;
      await pause(pauseMs, signal);
    }
  }
  return requestOnce(session, attempt);
}

const mayPass = ({ fault, status }: CloudError): boolean =>
  fault === 'connectFailure' || (status !== undefined && passing.includes(status));

async function requestOnce(session: Session, attempt: Attempt): Promise<Reply> {
  const timer = timerOf(attempt.timeoutMs);
  const { status, headers, text } = await send(session, attempt, anyOf(attempt.signal, timer) ?? timer).catch(
    (error) => {
      throw explain(error, session, attempt, timer);
    },
  );
  const requestId = headers.get('X-Openstack-Request-Id') ?? headers.get('X-Compute-Request-Id') ?? undefined;
  const about = { status, ...(requestId === undefined ? {} : { requestId }) };
  const body = parseJson(text);
  if (status !== 200) throw errorOfAnswer(body, text, about, attempt);
  if (!isObject(body) || !attempt.isExpected(body)) throw badAnswer(body, session.endpoint, about, attempt);
  return { body, warnings: parseWarnings(headers.get('Warning')) };
}

async function send({ endpoint, token, fetch }: Session, { method, path, body }: Question, signal: AbortSignal) {
  signal.throwIfAborted();
  const headers = { Accept: 'application/json', 'X-Auth-Token': token };
  const content =
    body === undefined ? { headers } : { headers: { ...headers, 'Content-Type': 'application/json' }, body };
  // A redirect would carry the token to wherever it points.
  const response = await fetch(endpoint + path, { method, ...content, redirect: 'error', signal });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** What a failed `fetch` means; the caller's own signal keeps its own reason. */
function explain(cause: unknown, { endpoint }: Session, attempt: Attempt, timer: AbortSignal): unknown {
  if (attempt.signal?.aborted) return attempt.signal.reason;
  return timer.aborted
    ? timeout(cause, endpoint, attempt.timeoutMs, attempt)
    : connectFailure(cause, endpoint, attempt);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
