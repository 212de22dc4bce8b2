import { type SampleServer, sampleServers } from '../../src/fake/servers.ts';

/** What came back for one request. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly warnings: string;
  readonly requestId: string;
  /** Of what is asked of the server; empty where an answer has none. */
  readonly etag: string;
}

/** The sample server of that name. */
export function serverOf(server: string): SampleServer {
  const found = sampleServers.find(({ name }) => name === server);
  if (found === undefined) throw new Error(`there is no server ${server}`);
  return found;
}

/** A small client for tests: `api.act('VM1', {'get-cpu-priority': null})`. */
export class Api {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token = 'admin:operations') {
    this.#url = url;
    this.#token = token;
  }

  /** Runs an action on a server, named as in the lab or by any id. */
  act(server: string, action: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.request('POST', `${pathOf(server)}/action`, action, headers);
  }

  /** Gets what is below a server: `api.get('VM1', '/allocation-history')`. */
  get(server: string, path: string): Promise<Reply> {
    return this.request('GET', `${pathOf(server)}${path}`);
  }

  /** As `act`, for one that has to succeed; its answer. */
  async done(server: string, action: unknown): Promise<Record<string, number | boolean>> {
    const { status, body } = await this.act(server, action);
    if (status !== 200) throw new Error(`${JSON.stringify(action)} on ${server}: ${status} ${JSON.stringify(body)}`);
    return body as Record<string, number | boolean>;
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { 'X-Auth-Token': this.#token, 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    return {
      status: response.status,
      body: JSON.parse((await response.text()) || 'null'),
      warnings: response.headers.get('Warning') ?? '',
      requestId: response.headers.get('X-Openstack-Request-Id') ?? '',
      etag: response.headers.get('ETag') ?? '',
    };
  }
}

const pathOf = (server: string): string => `/v2.1/servers/${server.startsWith('VM') ? serverOf(server).id : server}`;

/** The message of Nova's fault, whatever its name. */
export const messageOf = ({ body }: Reply): string =>
  Object.values(body as Record<string, { message: string }>)[0]?.message ?? '';
