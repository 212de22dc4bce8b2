import { Agent, type Dispatcher, request } from 'undici';
import { ms } from '../units.ts';
import type { Answer, Question } from './openstack.ts';

/** How long an answer may take where the question does not say. */
const patienceMs = ms(5000);
/** More than any list of a cloud, and less than would fill the memory. */
const longestAnswer = 64 * 1024 * 1024;
/** A connection that was kept and that the other side has just closed: nothing has been answered, so it is asked once more. */
const droppedConnection: readonly string[] = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

/** Whose certificates are taken. */
export interface Trust {
  /** Certificates of authorities, PEM, instead of the system's. */
  readonly ca?: string | undefined;
  /** Takes any certificate. */
  readonly insecure: boolean;
}

/** No answer came. Made anew rather than passed on: what the HTTP library throws may hold the request, and so a token. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Sends requests to the services of a cloud over connections that stay open. Follows no redirection: a token goes nowhere else. */
export class CloudHttp {
  readonly #agent: Agent;

  constructor({ ca, insecure }: Trust) {
    const trust = { rejectUnauthorized: !insecure, ...(ca === undefined ? {} : { ca }) };
    this.#agent = new Agent({ connect: trust, maxResponseSize: longestAnswer });
  }

  /**
   * Asks; `headers` are all there are.
   * @throws {NoAnswer} none, or not within the time
   */
  async send(url: string, question: Question): Promise<Answer> {
    const dueAt = performance.now() + (question.timeoutMs ?? patienceMs);
    try {
      return await this.#sendOnce(url, question, dueAt);
    } catch (error) {
      if (!droppedConnection.includes(codeOf(error))) throw noAnswer(url, question, error);
    }
    try {
      return await this.#sendOnce(url, question, dueAt);
    } catch (error) {
      throw noAnswer(url, question, error);
    }
  }

  /** Ends at once, with all that is under way. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #sendOnce(url: string, { method, headers, body }: Question, dueAt: number): Promise<Answer> {
    const signal = AbortSignal.timeout(Math.max(1, Math.round(dueAt - performance.now())));
    const answer = await request(url, {
      dispatcher: this.#agent,
      method,
      signal,
      headers: { accept: 'application/json', 'user-agent': 'novatuned', ...contentOf(body), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: answer.statusCode,
      headers: singleHeaders(answer.headers),
      body: parseJson(await answer.body.text()),
    };
  }
}

const contentOf = (body: unknown): Record<string, string> =>
  body === undefined ? {} : { 'content-type': 'application/json' };

const singleHeaders = (headers: Dispatcher.ResponseData['headers']): Answer['headers'] =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const codeOf = (error: unknown): string => {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return typeof code === 'string' ? code : String(name);
};

function noAnswer(url: string, { method, timeoutMs = patienceMs }: Question, error: unknown): NoAnswer {
  const code = codeOf(error);
  const why = code === 'TimeoutError' ? `nothing within ${timeoutMs} ms` : code;
  return new NoAnswer(`${method} ${url}: ${why}`);
}
