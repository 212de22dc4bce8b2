import {
  type ActionMethods,
  type ActionName,
  type ActionOptions,
  type AnswerOf,
  actionMethods,
  type RequestOf,
  runAction,
} from './actions.ts';
import type { CallOptions, Fetch, Line } from './request.ts';
import { type Extension, findServer, type ListOptions, listExtensions, listServers, type Server } from './servers.ts';

export interface ConnectOptions extends Omit<ActionOptions, 'signal'> {
  /** Where novatune answers, such as `http://127.0.0.1:9774`; with a version (`…/v2.1`), with a project after it, or without. */
  readonly endpoint: string;
  /** Goes into `X-Auth-Token`; with the service's strategy `noauth2` it is `user:project`. */
  readonly token: string;
  /** Used instead of the global `fetch`. */
  readonly fetch?: Fetch;
}

/** A novatune, and who asks it. Every call throws a `CloudError` where it fails. */
export interface Cloud extends ActionMethods {
  /** Runs an action by its name on the wire. */
  runAction<Name extends ActionName>(
    server: string,
    action: Name,
    value: RequestOf<Name>,
    options?: ActionOptions,
  ): Promise<AnswerOf<Name>>;
  /** The server with that id, or else the one with exactly that name. */
  findServer(nameOrId: string, options?: CallOptions): Promise<Server>;
  /** The servers of the token's project, or of all. */
  listServers(options?: ListOptions): Promise<Server[]>;
  listExtensions(options?: CallOptions): Promise<Extension[]>;
}

const defaultTimeoutMs = 60_000;

/**
 * Prepares calls to a novatune; sends nothing yet.
 * @throws {TypeError} the endpoint is no http or https URL, or the token cannot stand in a header
 */
export function connect({ endpoint, token, fetch, timeoutMs = defaultTimeoutMs, onWarning }: ConnectOptions): Cloud {
  const line: Line = {
    endpoint: versioned(endpoint),
    token: sendable(token),
    // The global one must not be called as a method of `line`.
    fetch: fetch ?? ((url, init) => globalThis.fetch(url, init)),
    timeoutMs,
  };
  const defaults: ActionOptions = onWarning === undefined ? {} : { onWarning };
  return {
    ...actionMethods(line, defaults),
    runAction: (server, action, value, options) => runAction(line, server, action, value, { ...defaults, ...options }),
    findServer: (nameOrId, options) => findServer(line, nameOrId, options),
    listServers: (options) => listServers(line, options),
    listExtensions: (options) => listExtensions(line, options),
  };
}

/** The endpoint as requests need it: version 2.1 unless it names one. */
function versioned(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new TypeError(`'${endpoint}' is no endpoint: it takes a URL such as http://127.0.0.1:9774`);
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${/\/v2(\.1)?(\/[^/]+)?$/.test(path) ? path : `${path}/v2.1`}`;
}

function sendable(token: string): string {
  // Without types an unset variable gets here, and a test of a pattern would take it for its name.
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
    throw new TypeError('the token cannot be sent: it takes printable ASCII without spaces');
  return token;
}
