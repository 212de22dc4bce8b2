import { randomUUID } from 'node:crypto';
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import {
  Agent as HttpsAgent,
  type AgentOptions as HttpsAgentOptions,
  type RequestOptions as HttpsOptions,
  request as requestHttps,
} from 'node:https';
import type { Socket } from 'node:net';
import { Fault } from '../../faults.ts';
import { keep } from './kept.ts';
import { type NovaPlace, novaPlaceOf } from './nova-place.ts';

const connectTimeoutMs = 5000;
/** Less than the five seconds for which web servers keep idle connections, so that we, not they, are the ones to close. */
const idleMs = 4000;
/** What may be sent again, having no body, when it is not known whether it has been received. @see RFC 9110 9.2.2 */
const repeatable: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'DELETE'];

/** Whose certificates are taken where nova-api speaks TLS. */
export interface Trust {
  /** Certificates of authorities, PEM, instead of the system's. */
  readonly ca?: string | undefined;
  readonly insecure: boolean;
}

/** One request as it goes to nova-api. */
export interface Onward {
  readonly method: string;
  /** As it was received: nothing in it is decoded or tidied up. */
  readonly path: string;
  /** Names and values, flat. */
  readonly headers: readonly string[];
  readonly hasBody: boolean;
  /** Sends the body and ends the request; called again for one that is repeated. */
  send(to: ClientRequest): void;
}

/** nova-api, over connections that stay open. */
export class Upstream {
  /**
   * Where it is.
   * @throws {Fault} cloudUnavailable: whoever knows has never said so yet
   */
  readonly place: () => Promise<NovaPlace>;
  /** What this service signs in Via, so that it knows a request that it has had before. */
  readonly pseudonym = `novatune-${randomUUID()}`;
  readonly #trust: HttpsAgentOptions;
  readonly #agents: Readonly<Record<NovaPlace['protocol'], HttpAgent>>;

  constructor(endpoint: () => Promise<string>, { ca, insecure }: Trust = { insecure: false }) {
    this.place = keep(async () => novaPlaceOf(await endpoint()));
    const options = { keepAlive: true, timeout: idleMs };
    this.#trust = { rejectUnauthorized: !insecure, ...(ca === undefined ? {} : { ca }) };
    this.#agents = { 'http:': new HttpAgent(options), 'https:': new HttpsAgent({ ...options, ...this.#trust }) };
  }

  /**
   * Sends a request; the answer has its head, and a body still to come. For that there is no limit of time: it may be a long poll.
   * @throws {Fault} cloudUnavailable: there is no connection; cloudBrokeOff: there was one, and no answer of HTTP came by it
   */
  async ask(onward: Onward): Promise<IncomingMessage> {
    const place = await this.place();
    const agent = this.#agents[place.protocol];
    try {
      return await attempt(place, onward, { agent });
    } catch (error) {
      if (!isStale(error) || onward.hasBody || !repeatable.includes(onward.method)) throw faultOf(error);
    }
    // Without an agent it goes by a connection of its own.
    return attempt(place, onward, { agent: false, ...this.#trust }).catch((error) => {
      throw faultOf(error);
    });
  }

  /** Ends the connections that nobody uses. */
  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }
}

/** Node's parser adds all that it was to read. */
interface ParseError extends NodeJS.ErrnoException {
  rawPacket?: Buffer;
}

const closed: NodeJS.ErrnoException = new Error('closed without an answer');

/** An attempt that brought no answer, and how far it got. */
class Broken extends Error {
  override readonly cause: NodeJS.ErrnoException;
  readonly wasConnected: boolean;
  /** It went by a connection that had been used before. */
  readonly wasKept: boolean;

  constructor(cause: NodeJS.ErrnoException, wasConnected: boolean, wasKept: boolean) {
    super(cause.message);
    this.cause = cause;
    this.wasConnected = wasConnected;
    this.wasKept = wasKept;
  }
}

/** It was closed over there when we were about to use it. */
const isStale = (error: unknown): boolean =>
  error instanceof Broken && error.wasKept && (error.cause.code === 'ECONNRESET' || error.cause.code === 'EPIPE');

function attempt(place: NovaPlace, onward: Onward, connection: HttpsOptions): Promise<IncomingMessage> {
  const isPlain = place.protocol === 'http:';
  const { hostname, port } = place;
  const { method, path, headers } = onward;
  return new Promise((resolve, reject) => {
    let wasConnected = false;
    const request = (isPlain ? requestHttp : requestHttps)({
      ...connection,
      ...{ hostname, port, method, path },
      headers: [...headers],
    });
    // Node would leave out what is beyond a number; the size of a head is limited already.
    request.maxHeadersCount = 0;
    request.once('socket', (socket: Socket) => {
      if (request.reusedSocket) wasConnected = true;
      else awaitConnection(request, socket, isPlain ? 'connect' : 'secureConnect', () => (wasConnected = true));
    });
    let isAnswered = false;
    const fail = (cause: ParseError): void => {
      // It would get into the log: what Nova answered may be the password of a new server.
      delete cause.rawPacket;
      // Errors after the answer has begun are those of its stream; here they must only not be thrown.
      if (!isAnswered) reject(new Broken(cause, wasConnected, request.reusedSocket));
    };
    request.once('response', (answer) => {
      // Passed on, it would be no end of a request to the caller either.
      if (!isFinal(answer)) request.destroy(new Error(`status ${answer.statusCode} ends no request`));
      else {
        isAnswered = true;
        resolve(answer);
      }
    });
    request.on('error', fail).once('close', () => fail(closed));
    onward.send(request);
  });
}

/** Node has a 101 that names no protocol for an answer, and takes statuses below 100. */
const isFinal = ({ statusCode = 0 }: IncomingMessage): boolean => statusCode >= 200;

function awaitConnection(request: ClientRequest, socket: Socket, event: string, connected: () => void): void {
  const tooLate = () => request.destroy(new Error(`no connection within ${connectTimeoutMs} ms`));
  const timer = setTimeout(tooLate, connectTimeoutMs);
  socket.once(event, () => {
    clearTimeout(timer);
    connected();
  });
  socket.once('close', () => clearTimeout(timer));
}

function faultOf(error: unknown): unknown {
  if (!(error instanceof Broken)) return error;
  const { cause, wasConnected } = error;
  if (!wasConnected)
    return new Fault('cloudUnavailable', 'Nova does not answer at the moment. Please try again later.', { cause });
  const unknown = 'What became of the request is not known; please look before you repeat it.';
  return new Fault('cloudBrokeOff', `Nova broke off before it had answered. ${unknown}`, { cause });
}
