import type { Account } from '../actions/account.ts';
import { giveValue, inspect } from '../actions/resource-actions.ts';
import type { Inventory } from '../inventory/server.ts';
import { isUp } from '../inventory/vm-state.ts';
import type { Change, ChangeEnd } from '../store/store.ts';
import { kib } from '../units.ts';
import { Superseded } from './accounts.ts';
import { type Book, whereaboutsOf } from './book.ts';
import { takeToRatio } from './ratio.ts';

const interrupted = 'novatuned was ended in the middle of it.';

/**
 * Ends the changes that whoever made them was not there to end: a host that has what was asked has it rightly, any other gets back what it had.
 * Those whose server cannot be looked at are left for the next time.
 */
export async function recover(book: Book, inventory: Inventory): Promise<void> {
  for (const change of await book.store.listAbandoned()) {
    try {
      await recoverOne(book, inventory, change);
    } catch (err) {
      const { id, serverId, resource } = change;
      book.log.warn({ change: id, serverId, resource, err }, 'interrupted change could not be looked at; trying on');
    }
  }
}

async function recoverOne(book: Book, inventory: Inventory, change: Change): Promise<void> {
  const { serverId, projectId, resource, asked, before } = change;
  const server = await inventory.find(serverId, 'current');
  if (server === undefined && !inventory.complete) return;
  if (server === undefined || !isUp(server.state)) {
    // What runs no longer has nothing of it.
    return endInterrupted(book, change, undefined);
  }
  const domain = await server.getDomain();
  const { actual, isWhole } = await inspect(domain, resource, asked);
  if (actual === asked && isWhole) {
    const entry = book.resume(change, whereaboutsOf(domain, projectId));
    await entry.end({ outcome: 'success', after: actual, reason: undefined });
    return;
  }
  if (change.cause === 'ratio') {
    // A guest that was on its way to its part is not given back what it would lose again.
    await endInterrupted(book, change, actual);
    await takeToRatio(book, { domain, projectId, isCurrent: () => true }, kib(asked));
    return;
  }
  // What was asked before is given back by the sweep; and what is neither on the way nor at one of its ends has come otherwise, as with a new domain.
  if ((await isAsked(book, change)) || !isBetween(actual, before, asked)) return endInterrupted(book, change, actual);
  try {
    await giveValue(domain, resource, before, undoing(book, change));
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    if (await isOpen(book, change)) await endInterrupted(book, change, actual);
  }
}

const isBetween = (value: number, one: number, other: number): boolean =>
  value >= Math.min(one, other) && value <= Math.max(one, other);

/** Whether something is asked of the resource: from before the change, or since. */
async function isAsked({ store }: Book, { serverId, resource }: Change): Promise<boolean> {
  const kept = await store.find(serverId);
  return kept?.allocations.some((each) => each.resource === resource) ?? false;
}

const isOpen = async ({ store }: Book, { id }: Change): Promise<boolean> =>
  (await store.listAbandoned()).some((each) => each.id === id);

/**
 * For giving back what there was before a change, unless somebody has asked for something since, or another replica has seen to it. The change
 * has its end only once this has, so that an end in between is no loss.
 */
function undoing(book: Book, change: Change): Account {
  return {
    during: (...work) => book.during(...work),
    begin: async () => {
      if ((await isAsked(book, change)) || !(await isOpen(book, change))) throw new Superseded();
    },
    // What could not be put back is looked at again.
    end: async ({ outcome, after }) => {
      if (outcome === 'success') await endInterrupted(book, change, after);
    },
  };
}

async function endInterrupted(book: Book, change: Change, after: ChangeEnd['after']): Promise<void> {
  const end = { outcome: 'interrupted', after, reason: interrupted } as const;
  const kept = await book.store.find(change.serverId);
  if (kept === undefined) await book.store.end(change.id, end);
  else await book.resume(change, kept).end(end);
}
