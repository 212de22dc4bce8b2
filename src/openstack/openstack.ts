// openstack/ is novatuned's own login: it asks Keystone, and other services by way of Keystone's catalog. It imports leaf files only.
// Start here: OpenStack is the port, cloud-login.ts what stands behind it.
import type { Ms } from '../units.ts';

/** One request to an OpenStack service. */
export interface Question {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Names in lower case. The login's own token is added to them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** For the whole of it, the body of the answer included. */
  readonly timeoutMs?: Ms;
}

/** What came back, whatever its status. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as JSON; undefined where it is none. */
  readonly body: unknown;
}

/** OpenStack, as novatuned sees it with its own credentials. */
export interface OpenStack {
  /**
   * Asks Keystone; `path` begins after the version: `/auth/tokens`. One new login, if Keystone does not know our token any more.
   * @throws {Fault} cloudUnavailable: no answer, or our own credentials are refused
   */
  askKeystone(path: string, question: Question): Promise<Answer>;
  /**
   * Asks a service of the catalog, such as `compute`; `path` begins after its endpoint: `/servers/…`. One new login as above.
   * @throws {Fault} cloudUnavailable, also where the catalog has no such service
   */
  ask(serviceType: string, path: string, question: Question): Promise<Answer>;
  /**
   * The endpoint of a service, without a slash at its end.
   * @throws {Fault} cloudUnavailable
   */
  endpointOf(serviceType: string): Promise<string>;
}
