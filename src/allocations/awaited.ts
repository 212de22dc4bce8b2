import type { Host } from '../compute/host.ts';
import { Fault } from '../faults.ts';
import type { Inventory } from '../inventory/server.ts';
import type { Book } from './book.ts';

/**
 * Whether a server of which something is asked may be about to come up on a host: it was last seen there, is not there, and is not known to be
 * anywhere else. As in the middle of a hard reboot, a rebuild or a migration.
 * @param ids the domains that the host has
 * @throws {Fault} cloudUnavailable, storeUnavailable
 */
export async function isSomeServerAwaited(
  { book, inventory }: { readonly book: Book; readonly inventory: Inventory },
  host: Host,
  ids: ReadonlySet<string>,
): Promise<boolean> {
  for (const { serverId, hostName } of await book.store.list()) {
    if (hostName !== host.name || ids.has(serverId)) continue;
    if (!(await isElsewhere(inventory, serverId, host))) return true;
  }
  return false;
}

async function isElsewhere(inventory: Inventory, serverId: string, host: Host): Promise<boolean> {
  const server = await inventory.find(serverId, 'known');
  if (server === undefined) return false;
  // Shelved: it comes up on whatever host Nova chooses, and is then given what was asked.
  if (server.hostName === undefined && server.taskState === undefined) return true;
  try {
    return (await server.getDomain()).host !== host;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}
