import { addFilter, deleteFilter, deletePreference, type Filters, type MacFilter, preferenceOf } from './filter.ts';
import type { PlacedGuest } from './htb-target.ts';

/**
 * The lines that leave one filter for each NIC of these guests, none when it is so. All additions come first: a frame always finds its class.
 * Filters with other matches than ours stay.
 */
export function filterLines(device: string, current: Filters, guests: readonly PlacedGuest[]): string[] {
  const wanted = new Map(guests.flatMap(filtersOf).map((filter) => [keyOf(filter), filter]));
  const doomed: MacFilter[] = [];
  for (const filter of current.macs) if (!wanted.delete(keyOf(filter))) doomed.push(filter);
  const added = [...wanted.values()];
  return [...added.map((filter) => addFilter(device, filter)), ...deletionLines(device, current, { added, doomed })];
}

const filtersOf = ({ minor, priority, macs }: PlacedGuest): MacFilter[] =>
  macs.map((mac) => ({ preference: preferenceOf(priority), handle: undefined, mac, minor }));

const keyOf = ({ preference, mac, minor }: MacFilter): string => `${preference} ${mac} ${minor}`;

/**
 * A preference is deleted whole when nothing is left in it. Deleting its filters first would not do: the kernel takes the last preference
 * of a qdisc away with its last filter, and keeps any other (measured on 6.18).
 */
function deletionLines(
  device: string,
  { entries }: Filters,
  { added, doomed }: { added: readonly MacFilter[]; doomed: readonly MacFilter[] },
): string[] {
  const left = new Map(entries);
  for (const { preference } of added) left.set(preference, (left.get(preference) ?? 0) + 1);
  for (const { preference } of doomed) left.set(preference, (left.get(preference) ?? 0) - 1);
  const isEmpty = (preference: number) => left.get(preference) === 0;
  const single = doomed.filter(({ preference }) => !isEmpty(preference));
  return [
    ...single.map((filter) => deleteFilter(device, filter)),
    ...[...left.keys()].filter(isEmpty).map((preference) => deletePreference(device, preference)),
  ];
}
