import { giveValue, readValue } from '../actions/resource-actions.ts';
import type { Inventory } from '../inventory/server.ts';
import { isUp } from '../inventory/vm-state.ts';
import type { Change } from '../store/store.ts';
import type { Book } from './book.ts';

const interrupted = 'novatuned was ended in the middle of it.';

/**
 * Ends the changes that whoever made them was not there to end: a host that has what was asked has it rightly, any other gets back what it had.
 * Those whose server cannot be looked at are left for the next time.
 */
export async function recover(book: Book, inventory: Inventory): Promise<void> {
  for (const change of await book.store.listAbandoned()) {
    try {
      await end(book, inventory, change);
    } catch (err) {
      const { id, serverId, resource } = change;
      book.log.warn({ change: id, serverId, resource, err }, 'interrupted change could not be looked at; trying on');
    }
  }
}

async function end(book: Book, inventory: Inventory, change: Change): Promise<void> {
  const { id, serverId, resource, asked, before } = change;
  const server = await inventory.find(serverId, 'current');
  if (server === undefined && !inventory.complete) return;
  if (server === undefined || !isUp(server.state)) {
    // What runs no longer has nothing of it.
    await book.store.end(id, { outcome: 'interrupted', after: undefined, reason: interrupted });
    return;
  }
  const domain = await server.getDomain();
  const after = await readValue(domain, resource);
  if (after === asked) {
    await book.store.end(id, { outcome: 'success', after, reason: undefined });
    return;
  }
  await book.store.end(id, { outcome: 'interrupted', after, reason: interrupted });
  const kept = await book.store.find(serverId);
  // What was asked before is given back by the sweep.
  if (kept?.allocations.some((each) => each.resource === resource) || after === before) return;
  await giveValue(domain, resource, before, book.quiet);
}
