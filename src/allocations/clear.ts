import { checkTask } from '../actions/perform.ts';
import { giveValue, isGiven, valueFor } from '../actions/resource-actions.ts';
import { explain } from '../compute/explain.ts';
import type { Host } from '../compute/host.ts';
import { Fault } from '../faults.ts';
import type { Server } from '../inventory/server.ts';
import { isDown, isSaved } from '../inventory/vm-state.ts';
import type { Allocation, KeptServer, Resource } from '../store/store.ts';
import { checkVersion, type Wish, WishAccount } from './accounts.ts';
import type { Book } from './book.ts';
import { whileDown } from './while-down.ts';

const name = 'clear-allocation';

/**
 * Gives back what the host had before, one resource after the other; the first that fails ends it.
 * @param only the one resource; undefined for all
 * @returns what must be said of it
 * @throws {Fault} preconditionFailed; serverBusy; serverNotRunning: it does not run, and the record is not all there is of it; and as the setters
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
    const why = whyMore(server, asked);
    if (why !== undefined)
      throw new Fault('serverNotRunning', `${refusal(server)} in vm_state ${server.state}: ${why}`);
    await strikeAll(book, server, { kept, asked }, { accepts, ...wish });
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

const refusal = ({ id }: Server): string => `Cannot '${name}' instance ${id} while it is`;

const notGiven = (resource: Resource): string => `The ${resource} stays asked, since the guest did not comply in time.`;

/** Why the record is not all there is of it, so that what is cleared would be there again at the start; undefined where it is. */
function whyMore({ state }: Server, asked: readonly Allocation[]): string | undefined {
  if (isSaved(state)) return 'what it had is saved with it, and comes back with it';
  // A class of the uplink outlives the domain.
  if (asked.some(({ resource }) => resource === 'network'))
    return 'its network priority can only be taken back while it runs';
  return undefined;
}

interface Struck {
  readonly kept: KeptServer;
  readonly asked: readonly Allocation[];
}

/** Of a server that runs nowhere there is nothing to change but the record. */
async function strikeAll(book: Book, server: Server, { kept, asked }: Struck, wish: Wish): Promise<void> {
  const { serverId, asker, accepts } = wish;
  const isStruck = await whileDown(book, kept, await findHost(server), async () => {
    if (accepts !== undefined) await checkVersion(book.store, serverId, accepts);
    const occasion = { serverId, cause: 'clear', asker, until: undefined, where: kept } as const;
    for (const { resource, original } of asked) {
      const entry = await book.open(occasion, { resource, asked: original, before: original });
      await entry.end({ outcome: 'success', after: undefined, reason: undefined });
    }
  });
  if (!isStruck) throw new Fault('serverBusy', `${refusal(server)} coming up; try again later`);
}

const isNowhere = (error: unknown): boolean =>
  error instanceof Fault && (error.kind === 'serverNotRunning' || error.kind === 'serverNotFound');

/** Undefined for a server that is on none, as one that is shelved. */
async function findHost(server: Server): Promise<Host | undefined> {
  try {
    return (await server.getDomain()).host;
  } catch (error) {
    if (isNowhere(error)) return undefined;
    throw explain(error, server.id);
  }
}

async function giveBack(server: Server, resource: Resource, original: number, account: WishAccount) {
  try {
    const domain = await server.getDomain();
    return await giveValue(domain, resource, valueFor(domain, resource, original), account);
  } catch (error) {
    throw explain(error, server.id);
  }
}
