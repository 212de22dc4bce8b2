import { Fault } from '../faults.ts';
import type { Caller } from '../identity/caller.ts';
import type { Freshness, Inventory, Server } from '../inventory/server.ts';
import { isServerId } from '../inventory/server-id.ts';
import { shorten } from './python-repr.ts';

/** The servers that a caller may know of; a project's own, all of them for an admin. */
export const maySee = (caller: Caller, { projectId }: Pick<Server, 'projectId'>): boolean =>
  caller.isAdmin || projectId === caller.projectId;

/**
 * The server of that id, in upper or lower case.
 * @throws {Fault} serverNotFound, also for another project's; hostUnavailable while a host that may have it has never been listed;
 * cloudUnavailable
 */
export async function getServer(
  inventory: Inventory,
  caller: Caller,
  id: string,
  freshness: Freshness,
): Promise<Server> {
  const key = id.toLowerCase();
  const server = isServerId(key) ? await inventory.find(key, freshness) : undefined;
  if (server !== undefined && maySee(caller, server)) return server;
  if (server === undefined && isServerId(key) && !inventory.complete) {
    throw new Fault(
      'hostUnavailable',
      `Instance ${id} cannot be looked up yet: not every compute host has answered since the service started.`,
    );
  }
  throw new Fault('serverNotFound', `Instance ${shorten(id)} could not be found.`);
}
