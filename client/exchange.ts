import { anyOf, timerOf } from './endings.ts';
import { type AnswerTraits, connectFailure, timeout } from './failures.ts';

/** The part of `fetch` that the client needs: the global one fits, and so does anything that speaks HTTP. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; redirect: 'error'; signal: AbortSignal },
) => Promise<{ status: number; headers: { get(name: string): string | null }; text(): Promise<string> }>;

/** What requests go through. */
export interface Wire {
  readonly fetch: Fetch;
  /** For each request. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** One HTTP request. */
export interface Message {
  readonly method: 'GET' | 'POST';
  /** What errors name. */
  readonly endpoint: string;
  /** After the endpoint, such as `/servers`. */
  readonly path: string;
  /** Goes into `X-Auth-Token`. */
  readonly token?: string;
  /** JSON as it is sent. */
  readonly body?: string;
  /** Goes into `If-Match`. */
  readonly ifMatch?: string;
  /** Asking again does no harm. */
  readonly reads: boolean;
}

/** The whole answer to one, whatever its status. */
export interface Answer extends AnswerTraits {
  readonly headers: { get(name: string): string | null };
  readonly text: string;
  /** The text as JSON; undefined if it is none. */
  readonly body: unknown;
}

/**
 * Sends one request and waits for its answer.
 * @throws {CloudError} `connectFailure` or `timeout`: no answer came; the signal's own reason once it has ended
 */
export async function exchange(message: Message, { fetch, timeoutMs, signal }: Wire): Promise<Answer> {
  const timer = timerOf(timeoutMs);
  try {
    return await send(message, fetch, anyOf(signal, timer) ?? timer);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw timer.aborted
      ? timeout(error, message.endpoint, timeoutMs, message)
      : connectFailure(error, message.endpoint, message);
  }
}

async function send({ method, endpoint, path, token, body, ifMatch }: Message, fetch: Fetch, signal: AbortSignal) {
  signal.throwIfAborted();
  const headers = {
    Accept: 'application/json',
    ...(token === undefined ? {} : { 'X-Auth-Token': token }),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
  };
  // A redirect would carry the token to wherever it points.
  const init = { method, headers, ...(body === undefined ? {} : { body }), redirect: 'error', signal } as const;
  const response = await fetch(endpoint + path, init);
  const text = await response.text();
  const requestId =
    response.headers.get('X-Openstack-Request-Id') ?? response.headers.get('X-Compute-Request-Id') ?? undefined;
  return { status: response.status, requestId, headers: response.headers, text, body: parseJson(text) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
