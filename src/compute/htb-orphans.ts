import { type GuestShare, guestsOf } from './htb-guests.ts';
import { guestClasses, type HtbTree, pinnedMinors } from './htb-tree.ts';

/** A class of ours on an uplink that has no guest. */
export interface Orphan {
  readonly minor: number;
  /** Where its filters take frames from; none for a class that no filter leads to. */
  readonly macs: readonly string[];
}

/**
 * The guests' classes that none of these addresses belongs to, in minor order. One that only somebody else's filter or class holds is theirs:
 * the kernel would not let it go.
 */
export function findOrphans(tree: HtbTree, macs: ReadonlySet<string>): Orphan[] {
  const pinned = pinnedMinors(tree);
  const guests = new Map(guestsOf(tree).map((guest) => [guest.minor, guest]));
  return guestClasses(tree)
    .map(({ minor }) => ({ minor, macs: guests.get(minor)?.macs ?? [] }))
    .filter((found) => !found.macs.some((mac) => macs.has(mac)))
    .filter((found) => found.macs.length > 0 || !pinned.has(found.minor));
}

/** The guests that a tree serves, without those that are none. */
export function withoutOrphans(tree: HtbTree, orphans: readonly Orphan[]): GuestShare[] {
  const gone = new Set<number | undefined>(orphans.map(({ minor }) => minor));
  return guestsOf(tree).filter(({ minor }) => !gone.has(minor));
}
