import {
  type ActionMethods,
  type ActionName,
  type ActionOptions,
  type AnswerOf,
  actionMethods,
  type RequestOf,
  runAction,
} from './actions.ts';
import { checkTimeout } from './endings.ts';
import { type FindOptions, findServer } from './find-server.ts';
import type { CallOptions, Fetch, Session } from './request.ts';
import { type Extension, type ListOptions, listExtensions, listServers, type Server } from './servers.ts';

/** Where novatune is and who asks it, and how calls behave that do not say otherwise. */
export interface ConnectOptions extends Omit<ActionOptions, 'byId'> {
  /**
   * Where novatune answers, such as `http://127.0.0.1:9774`; with a version (`…/v2.1`), with a project after it, or without. It has no
   * credentials, no query and no fragment.
   */
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
  /** The server with that id, or else, unless `byId` is given, the one with exactly that name. */
  findServer(nameOrId: string, options?: FindOptions): Promise<Server>;
  /** The servers of the token's project, or of all. */
  listServers(options?: ListOptions): Promise<Server[]>;
  listExtensions(options?: CallOptions): Promise<Extension[]>;
}

const defaultTimeoutMs = 60_000;

/**
 * Prepares calls to a novatune; sends nothing yet.
 * @throws {TypeError} the endpoint is no http or https URL or has more than a path, the token cannot stand in a header, or the timeout is
 *   none
 */
export function connect(options: ConnectOptions): Cloud {
  const { endpoint, token, fetch, timeoutMs = defaultTimeoutMs, signal, onWarning } = options;
  const session: Session = {
    endpoint: versioned(endpoint),
    token: sendable(token),
    // The global one must not be called as a method of the session.
    fetch: fetch ?? ((url, init) => globalThis.fetch(url, init)),
    timeoutMs: checkTimeout(timeoutMs),
    ...(signal && { signal }),
  };
  const defaults: ActionOptions = onWarning === undefined ? {} : { onWarning };
  return {
    ...actionMethods(session, defaults),
    runAction: (server, action, value, options) =>
      runAction(session, server, action, value, { ...defaults, ...options }),
    findServer: (nameOrId, options) => findServer(session, nameOrId, options),
    listServers: (options) => listServers(session, options),
    listExtensions: (options) => listExtensions(session, options),
  };
}

const example = 'it takes a URL such as http://127.0.0.1:9774';

/** The endpoint as requests need it: version 2.1 unless it names one. */
function versioned(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.port === '0')
    throw new TypeError(`'${withoutCredentials(endpoint)}' is no endpoint: ${example}`);
  if (url.username !== '' || url.password !== '' || /[?#]/.test(url.href))
    throw new TypeError(`an endpoint has no credentials, no query and no fragment: ${example}`);
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${/\/v2(\.1)?(\/[^/]+)?$/.test(path) ? path : `${path}/v2.1`}`;
}

/** An error is shown and logged. What is no URL may have a slash in its password. */
const withoutCredentials = (endpoint: string): string => String(endpoint).replace(/^([a-z]+:\/\/)?.*@/is, '$1…@');

function sendable(token: string): string {
  // Without types an unset variable gets here, and a test of a pattern would take it for its name.
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
    throw new TypeError('the token cannot be sent: it takes printable ASCII without spaces');
  return token;
}
