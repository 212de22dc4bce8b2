import type { ActionName } from '../../client/actions.ts';
import type { CloudServer } from '../lab/openstack/index.ts';

/** What came back for an action. */
export interface Acted {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** How an action is posted, where it is not as usual. */
export interface ActOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Stands in the path before `/servers`. */
  readonly project?: string;
}

/** Posts an action to novatuned with a token; without one where it is undefined. */
export async function act(
  url: string,
  token: string | undefined,
  server: Pick<CloudServer, 'id'>,
  action: Partial<Record<ActionName | 'lock' | 'unlock' | 'pause' | 'unpause', unknown>>,
  { headers = {}, project }: ActOptions = {},
): Promise<Acted> {
  const before = project === undefined ? '' : `/${project}`;
  const response = await fetch(`${url}/v2.1${before}/servers/${server.id}/action`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(token === undefined ? {} : { 'X-Auth-Token': token }),
      ...headers,
    },
    body: JSON.stringify(action),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
}
