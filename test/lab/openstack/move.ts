import { waitFor } from '../wait-for.ts';
import { type Access, ask } from './cloud-api.ts';
import { catalog } from './layout.ts';
import { type CloudServer, getServer, waitUntilReady } from './servers.ts';

/**
 * Has Nova move a server to its other host and confirms it: a cold migration, in which the domain is ended on one host and made anew on
 * the other. Which host that is, Nova's scheduler decides; here there is only one other.
 * @returns the server at its new host, its guest ready
 */
export async function moveServer(admin: Access, id: string): Promise<CloudServer> {
  const act = (action: object) => ask(admin, 'POST', `${catalog.nova.url}/servers/${id}/action`, action);
  await act({ migrate: null });
  const isMoved = async () => {
    const { status, fault } = await getServer(admin, id);
    if (status === 'ERROR' || fault !== undefined) throw new Error(`Nova could not move ${id}: ${fault}`);
    return status === 'VERIFY_RESIZE';
  };
  await waitFor(`server ${id} to be moved`, isMoved, { timeoutMs: 120_000, intervalMs: 300 });
  await act({ confirmResize: null });
  return waitUntilReady(admin, id);
}
