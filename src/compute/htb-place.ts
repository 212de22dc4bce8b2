import { Fault } from '../faults.ts';
import type { GuestShare } from './htb-guests.ts';
import { isGuestMinor, minors } from './htb-handle.ts';
import type { PlacedGuest } from './htb-target.ts';
import { type HtbTree, isGuestClass } from './htb-tree.ts';

/**
 * Gives every guest a class: the one it has, else the lowest minor that no class of the tree and no other guest has. In minor order.
 * @throws {Fault} limitOutOfRange: all 65,000 are taken
 */
export function placeGuests(guests: readonly GuestShare[], tree: HtbTree): PlacedGuest[] {
  const placed = guests.filter((guest): guest is PlacedGuest => keepsMinor(guest, tree));
  const taken = new Set([...tree.classes.keys(), ...placed.map(({ minor }) => minor)]);
  let next: number = minors.firstGuest;
  for (const guest of guests) {
    if (keepsMinor(guest, tree)) continue;
    while (taken.has(next) || !isGuestMinor(next)) next += nextStep(next);
    taken.add(next);
    placed.push({ ...guest, minor: next });
  }
  return placed.sort((one, other) => one.minor - other.minor);
}

/** A minor that something else has got hold of is not kept: a class cannot be moved. */
function keepsMinor({ minor }: GuestShare, tree: HtbTree): boolean {
  if (minor === undefined || !isGuestMinor(minor)) return false;
  const shown = tree.classes.get(minor);
  return shown === undefined || isGuestClass(shown);
}

function nextStep(minor: number): number {
  if (minor > minors.lastGuest)
    throw new Fault('limitOutOfRange', 'Too many servers of one host have a network priority');
  return 1;
}
