import { parseMac } from './filter.ts';
import { type GuestShare, guestsOf } from './htb-guests.ts';
import { planTree } from './htb-plan.ts';
import type { TreeSettings } from './htb-target.ts';
import type { HtbTree } from './htb-tree.ts';

/** A tree made ready for questions about many guests: one question costs no more than the guest's own NICs, however many guests there are. */
export interface TreeView {
  readonly guests: ReadonlyMap<string, GuestShare>;
  /** Whether the tree serves its guests just as a plan for them would have it. */
  readonly isWhole: boolean;
}

export const viewTree = (tree: HtbTree, settings: TreeSettings): TreeView => {
  const guests = guestsOf(tree);
  return {
    guests: new Map(guests.flatMap((guest) => guest.macs.map((mac) => [mac, guest]))),
    isWhole: isWhole(tree, guests, settings),
  };
};

/** The guest that has exactly these NICs, and so would be left as it is by a plan that gives it the priority it has; undefined for any other. */
export function findExactGuest({ guests }: TreeView, macs: readonly string[]): GuestShare | undefined {
  const own = new Set(macs.map(parseMac));
  const [first = ''] = own;
  const guest = guests.get(first);
  return guest?.macs.length === own.size && guest.macs.every((mac) => own.has(mac)) ? guest : undefined;
}

/** A tree that cannot be planned for is not whole: whoever looks closely is told why. */
function isWhole(tree: HtbTree, guests: readonly GuestShare[], settings: TreeSettings): boolean {
  try {
    return guests.length > 0 && planTree(tree, guests, settings).length === 0;
  } catch {
    return false;
  }
}
