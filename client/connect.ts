import { accessOf, type LoginOptions, type TokenOptions } from './access-of.ts';
import {
  type ActionMethods,
  type ActionName,
  type ActionOptions,
  type AnswerOf,
  actionMethods,
  type RequestOf,
  runAction,
} from './actions.ts';
import { type AllocationChange, type HistoryOptions, listAllocationHistory } from './allocation-history.ts';
import { anyOf, checkTimeout } from './endings.ts';
import type { Fetch } from './exchange.ts';
import { type FindOptions, findServer } from './find-server.ts';
import type { CallOptions, Session } from './request.ts';
import { type Extension, type ListOptions, listExtensions, listServers, type Server } from './servers.ts';

/** How calls behave that do not say otherwise. */
interface CallDefaults extends Omit<ActionOptions, 'byId' | 'ifMatch' | 'onETag'> {
  /** Used instead of the global `fetch`. */
  readonly fetch?: Fetch;
}

/** Where novatune is, who asks it, and how calls behave that do not say otherwise. */
export type ConnectOptions = CallDefaults & (TokenOptions | LoginOptions);

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
  /** What was changed on a server, named by its name or its id: newest first, by whom and how it ended. */
  listAllocationHistory(server: string, options?: HistoryOptions): Promise<AllocationChange[]>;
  listExtensions(options?: CallOptions): Promise<Extension[]>;
  /** Logs in now, and not with the first call that needs it. Asks nobody where there is a token already, or none is needed. */
  logIn(options?: Pick<CallOptions, 'signal'>): Promise<void>;
}

const defaultTimeoutMs = 60_000;

/**
 * Prepares calls to a novatune; sends nothing yet.
 * @throws {TypeError} a URL is no http or https URL or has more than a path, the token cannot stand in a header, the login lacks something,
 *   or the timeout is none
 */
export function connect(options: ConnectOptions): Cloud {
  const { timeoutMs = defaultTimeoutMs, signal, onWarning } = options;
  // The global one must not be called as a method of the session.
  const fetch: Fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
  const access = accessOf(options, { fetch, timeoutMs, signal });
  const session: Session = { access, fetch, timeoutMs: checkTimeout(timeoutMs), ...(signal && { signal }) };
  const defaults: ActionOptions = onWarning === undefined ? {} : { onWarning };
  return {
    ...actionMethods(session, defaults),
    runAction: (server, action, value, options) =>
      runAction(session, server, action, value, { ...defaults, ...options }),
    findServer: (nameOrId, options) => findServer(session, nameOrId, options),
    listServers: (options) => listServers(session, options),
    listAllocationHistory: (server, options) => listAllocationHistory(session, server, options),
    listExtensions: (options) => listExtensions(session, options),
    async logIn(options) {
      await access.get(anyOf(options?.signal, signal));
    },
  };
}
