import type { Access, AccessSource } from './access.ts';
import { isObject, type Shape } from './answer-shape.ts';
import { CloudError } from './cloud-error.ts';
import { anyOf, checkTimeout } from './endings.ts';
import { exchange, type Fetch, type Message, type Wire } from './exchange.ts';
import { badAnswer, errorOfAnswer, findNovaItself } from './failures.ts';
import { withSecondChances } from './second-chances.ts';
import { parseWarnings } from './warning-header.ts';

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

/** One request, before it is known where it goes and as whom. */
export interface Question extends Omit<Message, 'endpoint' | 'token'> {
  /** The action of the contract that it asks for. */
  readonly action?: string;
  /** True for a success that is of novatune. */
  readonly isExpected: Shape;
}

/** What came back for it. */
export interface Reply {
  readonly body: unknown;
  readonly warnings: readonly string[];
  /** Undefined where the answer has none. */
  readonly etag: string | undefined;
}

/** What the calls of one client share. */
export interface Session {
  readonly access: AccessSource;
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * One request to the service. A read that fails in passing is tried twice more. After a 401, which means that nothing was done, any request
 * is sent once more with a new token, where there is one to be had. Whatever else stands in `options` is not for the request.
 * @throws {CloudError} the service refused it, the login failed, or no answer came
 * @throws {TypeError} the timeout is none
 */
export async function request(session: Session, question: Question, options: CallOptions): Promise<Reply> {
  const signal = anyOf(options.signal, session.signal);
  const timeoutMs = checkTimeout(options.timeoutMs ?? session.timeoutMs);
  const ask = (access: Access): Promise<Reply> => {
    const once = () => requestOnce(question, access, { fetch: session.fetch, timeoutMs, signal });
    return question.reads ? withSecondChances(once, signal) : once();
  };
  const access = await session.access.get(signal);
  try {
    return await ask(access);
  } catch (error) {
    if (!(error instanceof CloudError) || error.status !== 401) throw error;
    const renewed = await session.access.renew(access, signal);
    if (renewed === undefined) throw error;
    return ask(renewed);
  }
}

async function requestOnce(question: Question, access: Access, wire: Wire): Promise<Reply> {
  const { action, isExpected, ...asked } = question;
  const { endpoint, token } = access;
  const answer = await exchange({ ...asked, endpoint, ...(token === undefined ? {} : { token }) }, wire);
  if (answer.status !== 200) {
    const error = errorOfAnswer(answer, question);
    throw (action !== undefined && findNovaItself(error, access, action)) || error;
  }
  if (!isObject(answer.body) || !isExpected(answer.body)) throw badAnswer(answer, endpoint, question);
  const { body, headers } = answer;
  return { body, warnings: parseWarnings(headers.get('Warning')), etag: headers.get('ETag') ?? undefined };
}
