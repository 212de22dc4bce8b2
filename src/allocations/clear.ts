import { checkTask } from '../actions/perform.ts';
import { giveValue, isGiven } from '../actions/resource-actions.ts';
import { explain } from '../compute/explain.ts';
import { Fault } from '../faults.ts';
import type { Server } from '../inventory/server.ts';
import { isDown } from '../inventory/vm-state.ts';
import type { Allocation, KeptServer, Resource } from '../store/store.ts';
import { checkVersion, type Wish, WishAccount } from './accounts.ts';
import type { Book } from './book.ts';

const name = 'clear-allocation';

/**
 * Gives back what the host had before, one resource after the other; the first that fails ends it.
 * @param only the one resource; undefined for all
 * @returns what must be said of it
 * @throws {Fault} preconditionFailed; serverBusy; serverNotRunning: its network priority is not only a record; and as the setters
 */
export async function clear(
  book: Book,
  server: Server,
  only: Resource | undefined,
  { accepts, ...wish }: Wish,
): Promise<readonly string[]> {
  checkTask(name, server);
  if (accepts !== undefined) await checkVersion(book.store, server.id, accepts);
  const kept = await book.store.find(server.id);
  const asked = kept?.allocations.filter(({ resource }) => only === undefined || resource === only) ?? [];
  if (kept === undefined || asked.length === 0) return [];
  if (isDown(server.state)) {
    checkClass(server, asked);
    for (const allocation of asked) await strike(book, kept, allocation, wish);
    return [];
  }
  const warnings: string[] = [];
  let mayClear = accepts;
  for (const { resource, original } of asked) {
    const account = new WishAccount(book, { ...wish, accepts: mayClear, takesBack: true });
    const outcome = await giveBack(server, resource, original, account);
    warnings.push(...outcome.warnings);
    if (!isGiven(outcome)) warnings.push(notGiven(resource));
    // What follows is to what this has made of it.
    if (accepts !== undefined) mayClear = (version) => version === account.version;
  }
  return warnings;
}

const notGiven = (resource: Resource): string => `The ${resource} stays asked, since the guest did not comply in time.`;

/** A class of the uplink outlives the domain, and would give the server its priority again at its start, though nobody asks for it. */
function checkClass({ id, state }: Server, asked: readonly Allocation[]): void {
  if (asked.every(({ resource }) => resource !== 'network')) return;
  const why = 'its network priority can only be taken back while it runs';
  throw new Fault('serverNotRunning', `Cannot '${name}' instance ${id} while it is in vm_state ${state}: ${why}`);
}

/** Of a server that has no host to change anything on. */
async function strike(
  book: Book,
  where: KeptServer,
  { resource, original }: Allocation,
  { serverId, asker }: Wish,
): Promise<void> {
  const occasion = { serverId, cause: 'clear', asker, until: undefined, where } as const;
  const entry = await book.open(occasion, { resource, asked: original, before: original });
  await entry.end({ outcome: 'success', after: undefined, reason: undefined });
}

async function giveBack(server: Server, resource: Resource, original: number, account: WishAccount) {
  try {
    return await giveValue(await server.getDomain(), resource, original, account);
  } catch (error) {
    throw explain(error, server.id);
  }
}
