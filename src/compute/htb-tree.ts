// htb-*.ts are the tree of classes that shares a host's uplink by priority, tc-*.ts read and change it; class, filter and qdisc are tc's nouns.
// They import units, faults and transport/. Start here: `HtbTree` is what a host has, htb-plan.ts says how to change it.
import { findClass, type ShownClass } from './class.ts';
import { type Filters, parseFilters } from './filter.ts';
import { isGuestMinor, minors } from './htb-handle.ts';
import { findQdisc, isOurs, type Qdisc } from './qdisc.ts';

/**
 * Whose the root qdisc of an uplink is. `kernel`: its default, or none at all; it may be replaced. `foreign`: somebody put it there, and it is
 * never touched.
 */
export type RootOwner = 'ours' | 'kernel' | 'foreign';

/** What tc says of one device, as text became types. Empty but for `root` where the root is not ours. */
export interface HtbTree {
  readonly root: { readonly owner: RootOwner; readonly kind: string | undefined; readonly handle: string | undefined };
  /** All classes of our qdisc by minor, those of no known use too. */
  readonly classes: ReadonlyMap<number, ShownClass>;
  readonly filters: Filters;
}

/** Parses what `tc -d -batch -` (or `-d -s`) answers to `qdisc show`, `class show` and `filter show … parent 4e54:` of one device. */
export function parseTree(text: string): HtbTree {
  const lines = text.split('\n');
  const root = findRoot(lines);
  const shown = lines.map(findClass).filter((found) => found !== undefined);
  const classes = new Map(shown.map((found) => [found.minor, found]));
  const owner = ownerOf(root, classes);
  const ours = owner === 'ours';
  return {
    root: { owner, kind: root?.kind, handle: root?.handle },
    classes: ours ? classes : new Map(),
    filters: parseFilters(ours ? lines : []),
  };
}

/** It is shown first, and each class has a qdisc as well: no more lines are parsed than it takes. */
function findRoot(lines: readonly string[]): Qdisc | undefined {
  for (const line of lines) {
    const qdisc = findQdisc(line);
    if (qdisc?.parent === 'root') return qdisc;
  }
  return undefined;
}

/** Where each fixed class must hang. A class cannot be moved, so a tree with another skeleton is not ours to repair. */
const skeleton: readonly (readonly [minor: number, parent: number | 'root'])[] = [
  [minors.link, 'root'],
  [minors.pool, minors.link],
  [minors.rest, minors.link],
];

function ownerOf(root: Qdisc | undefined, classes: ReadonlyMap<number, ShownClass>): RootOwner {
  if (root === undefined || root.handle === '0:') return 'kernel';
  const fits = skeleton.every(([minor, parent]) => (classes.get(minor)?.parent ?? parent) === parent);
  return isOurs(root) && fits ? 'ours' : 'foreign';
}

/** True for a class that is, or was, a guest's: it hangs under the pool. */
export const isGuestClass = ({ minor, parent }: ShownClass): boolean => parent === minors.pool && isGuestMinor(minor);

/** The classes that are, or were, a guest's, in minor order. */
export const guestClasses = (tree: HtbTree): ShownClass[] =>
  [...tree.classes.values()].filter(isGuestClass).sort((one, other) => one.minor - other.minor);

/** Minors that the kernel refuses to delete, whatever we do: somebody put a class below them, or a filter of another form points there. */
export function pinnedMinors(tree: HtbTree): ReadonlySet<number> {
  const parents = [...tree.classes.values()].map(({ parent }) => parent).filter((parent) => parent !== 'root');
  return new Set([...tree.filters.pinned, ...parents]);
}
