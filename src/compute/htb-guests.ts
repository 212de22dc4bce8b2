import type { NetPriority } from '../units.ts';
import { findPriority, parseMac } from './filter.ts';
import { guestClasses, type HtbTree } from './htb-tree.ts';

/** A guest that has a priority on an uplink: one class, and a filter for each of its NICs. */
export interface GuestShare {
  /** Minor of its class, kept as long as it has one; undefined until a plan gives it one. */
  readonly minor?: number | undefined;
  /** 0..98, 0 first. */
  readonly priority: NetPriority;
  /** Addresses of its NICs: lower case, each once. */
  readonly macs: readonly string[];
}

/**
 * The guests that a tree serves, in minor order: what `planTree` would be given to build it. Where filters contradict each other the one that
 * the kernel asks first counts, as it does for the packets.
 */
export function guestsOf(tree: HtbTree): GuestShare[] {
  const classes = new Set(guestClasses(tree).map(({ minor }) => minor));
  const seen = new Set<string>();
  const found = new Map<number, { priority: NetPriority; macs: string[] }>();
  for (const { preference, mac, minor } of [...tree.filters.macs].sort(
    (one, other) => one.preference - other.preference,
  )) {
    const priority = findPriority(preference);
    if (priority === undefined || !classes.has(minor) || seen.has(mac)) continue;
    seen.add(mac);
    const guest = found.get(minor);
    if (guest === undefined) found.set(minor, { priority, macs: [mac] });
    else guest.macs.push(mac);
  }
  return [...found].sort(([one], [other]) => one - other).map(([minor, guest]) => ({ minor, ...guest }));
}

/** The priority of the guest with these NICs; undefined for one without. */
export const priorityOf = (tree: HtbTree, macs: readonly string[]): NetPriority | undefined =>
  findGuest(guestsOf(tree), macs.map(parseMac))?.priority;

/**
 * The guests with one of them at a priority. `macs` are all the NICs it has now: those it had before and has no longer lose their filter, and
 * the class stays the same.
 */
export function withPriority(
  guests: readonly GuestShare[],
  macs: readonly string[],
  priority: NetPriority,
): GuestShare[] {
  const own = [...new Set(macs.map(parseMac))];
  const share: GuestShare = { minor: findGuest(guests, own)?.minor, priority, macs: own };
  return [...withoutPriority(guests, own), ...(own.length === 0 ? [] : [share])];
}

/** The guests without the one that has these NICs. Another whose filters claim one of them loses it: the address was given anew. */
export function withoutPriority(guests: readonly GuestShare[], macs: readonly string[]): GuestShare[] {
  const own = new Set(macs.map(parseMac));
  const gone = findGuest(guests, [...own]);
  return guests.flatMap((guest) => {
    if (guest === gone) return [];
    const left = guest.macs.filter((mac) => !own.has(mac));
    if (left.length === guest.macs.length) return [guest];
    return left.length === 0 ? [] : [{ ...guest, macs: left }];
  });
}

/** Of the guests with any of these NICs the one with the fewest others: NICs come and go while a guest keeps its class. */
function findGuest(guests: readonly GuestShare[], macs: readonly string[]): GuestShare | undefined {
  const own = new Set(macs);
  const others = (guest: GuestShare) => guest.macs.filter((mac) => !own.has(mac)).length;
  const candidates = guests.filter((guest) => guest.macs.some((mac) => own.has(mac)));
  return candidates.reduce<GuestShare | undefined>(
    (best, guest) => (best === undefined || others(guest) < others(best) ? guest : best),
    undefined,
  );
}
