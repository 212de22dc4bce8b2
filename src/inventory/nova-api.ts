import { Fault } from '../faults.ts';
import type { Answer, OpenStack } from '../openstack/openstack.ts';
import { msOfSeconds } from '../units.ts';
import { type NovaServer, parseNovaServer, tellsHost } from './nova-server.ts';
import { isServerId } from './server-id.ts';

/**
 * The oldest that tells whether a server is locked: every Nova since 12 (Liberty) speaks it. From 2.69 on a cell that is down would be
 * answered with half a server instead of a failure.
 */
const headers = { 'openstack-api-version': 'compute 2.9' };
const timeoutMs = msOfSeconds(10);

/** What is asked of Nova, with novatuned's own login. */
export class NovaApi {
  readonly #openstack: Pick<OpenStack, 'ask'>;

  constructor(openstack: Pick<OpenStack, 'ask'>) {
    this.#openstack = openstack;
  }

  /**
   * The server of that id, of whatever project; undefined if Nova has none.
   * @throws {Fault} cloudUnavailable: Nova does not answer, or not as it should; the cause says which
   */
  async find(id: string): Promise<NovaServer | undefined> {
    if (!isServerId(id)) return undefined;
    const path = `/servers/${id}`;
    const answer = await this.#get(path);
    // A 404 that is not Nova's own is of a wrong address.
    if (answer.status === 404 && isRecord(answer.body) && 'itemNotFound' in answer.body) return undefined;
    const { server } = bodyOf(path, answer);
    try {
      return parse(server, id);
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  /**
   * Whether the login may know all that it will be asked for; costs Nova a list of one server.
   * @throws {Fault} cloudUnavailable: it may not, or Nova does not answer; the cause says which
   */
  async checkLogin(): Promise<void> {
    const path = '/servers/detail?all_tenants=1&limit=1';
    const { servers } = bodyOf(path, await this.#get(path));
    const [first] = Array.isArray(servers) ? servers : [];
    if (first !== undefined && !tellsHost(first)) throw unavailable(hostNotTold());
  }

  #get(path: string): Promise<Answer> {
    return this.#openstack.ask('compute', path, { method: 'GET', headers, timeoutMs });
  }
}

function parse(document: unknown, id: string): NovaServer {
  if (!tellsHost(document) && isRecord(document) && document.id === id) throw hostNotTold();
  const server = parseNovaServer(document);
  if (server.id !== id) throw new Error(`Nova was asked for server ${id} and answered ${server.id}`);
  return server;
}

const hostNotTold = (): Error =>
  new Error('Nova does not tell novatuned’s login where servers run: the user in auth.keystone must be an admin there');

function bodyOf(path: string, { status, body }: Answer): Record<string, unknown> {
  if (status === 200 && isRecord(body)) return body;
  throw unavailable(new Error(`Nova answered ${status} to GET ${path}: ${JSON.stringify(body)?.slice(0, 500)}`));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unavailable = (cause: unknown): Fault =>
  new Fault('cloudUnavailable', 'The compute service is temporarily unavailable.', { cause });
