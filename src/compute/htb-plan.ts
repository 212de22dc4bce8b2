import { Fault } from '../faults.ts';
import { deleteClass, type HtbClass } from './class.ts';
import type { TcBatch } from './command.ts';
import type { GuestShare } from './htb-guests.ts';
import { formatClassId } from './htb-handle.ts';
import { placeGuests } from './htb-place.ts';
import { classLines } from './htb-plan-classes.ts';
import { filterLines } from './htb-plan-filters.ts';
import {
  drainingTargets,
  fixedTargets,
  guestTargets,
  openTargets,
  type PlacedGuest,
  strandedTarget,
  type TreeSettings,
} from './htb-target.ts';
import { guestClasses, type HtbTree, pinnedMinors } from './htb-tree.ts';
import { addRoot, deleteRoot } from './qdisc.ts';

/**
 * Plans what makes a tree serve exactly these guests; nothing when it does. The first batch holds guarantees within their parent at every
 * line; a second one, if any, deletes classes once they are empty and gives their guarantee to the others. Without guests the tree goes. The
 * inverse of a plan is `planTree(after, guestsOf(before), settings)`.
 * @throws {Fault} foreignQdisc: a qdisc that is not novatune's shapes the uplink already
 * @throws {Fault} limitOutOfRange: more guests than htb_rate can be divided between
 */
export function planTree(tree: HtbTree, guests: readonly GuestShare[], settings: TreeSettings): TcBatch[] {
  if (guests.length === 0) return planRemoval(tree, settings);
  if (tree.root.owner === 'foreign') throw foreignQdisc();
  const placed = placeGuests(guests, tree);
  const { leaving, stranded } = orphanTargets(tree, placed, settings);
  const during = guestTargets(placed, settings, guaranteed([...leaving, ...stranded]));
  const after = guestTargets(placed, settings, guaranteed(stranded));
  const targets = [...fixedTargets(placed, settings), ...during, ...leaving, ...stranded];
  return [
    ...planChange(tree, { placed, targets, leaving }, settings),
    ...planDeletion(leaving, { during, after }, settings),
  ];
}

const foreignQdisc = (): Fault =>
  new Fault(
    'foreignQdisc',
    "The uplink of this server's host already has a queueing discipline that is not novatune's; remove it or name another uplink",
  );

const guaranteed = (classes: readonly HtbClass[]): number => classes.reduce((sum, { rateKbit }) => sum + rateKbit, 0);

/** What becomes of classes without a guest: those that the kernel lets go, and those that somebody else holds. */
function orphanTargets(
  tree: HtbTree,
  placed: readonly PlacedGuest[],
  settings: TreeSettings,
): { leaving: HtbClass[]; stranded: HtbClass[] } {
  const kept = new Set(placed.map(({ minor }) => minor));
  const pinned = pinnedMinors(tree);
  const orphans = guestClasses(tree).filter(({ minor }) => !kept.has(minor));
  return {
    leaving: drainingTargets(
      orphans.filter(({ minor }) => !pinned.has(minor)),
      settings,
    ),
    stranded: orphans.filter(({ minor }) => pinned.has(minor)).map(strandedTarget),
  };
}

interface Change {
  readonly placed: readonly PlacedGuest[];
  readonly targets: readonly HtbClass[];
  readonly leaving: readonly HtbClass[];
}

function planChange(tree: HtbTree, { placed, targets, leaving }: Change, { device, leaf }: TreeSettings): TcBatch[] {
  const classes = { device, current: tree.classes, wanted: targets, leaf, leaving: minorsOf(leaving) };
  return batchOf([
    ...(tree.root.owner === 'ours' ? [] : [addRoot(device)]),
    ...classLines(classes),
    ...filterLines(device, tree.filters, placed),
  ]);
}

/** What the classes were guaranteed goes to the guests only now, so that the sum holds even if they never get empty. */
function planDeletion(
  leaving: readonly HtbClass[],
  { during, after }: { during: readonly HtbClass[]; after: readonly HtbClass[] },
  { device, leaf }: TreeSettings,
): TcBatch[] {
  if (leaving.length === 0) return [];
  const current = new Map(during.map((shape) => [shape.minor, { ...shape, htbPriority: 0, hasLeaf: true }]));
  const deletions = leaving.map(({ minor }) => deleteClass(device, minor));
  const tc = [...deletions, ...classLines({ device, current, wanted: after, leaf })];
  return [{ tc, onceEmpty: { device, queues: leaving.map(({ minor }) => formatClassId(minor)) } }];
}

/** Guests first lose their filters, so that what waits in their classes can leave; only then the root goes, and with it everything below. */
function planRemoval(tree: HtbTree, { device, leaf }: TreeSettings): TcBatch[] {
  if (tree.root.owner !== 'ours') return [];
  const wanted = openTargets(guestClasses(tree)).filter(({ minor }) => tree.classes.has(minor));
  const lines = [
    ...classLines({ device, current: tree.classes, wanted, leaf, leaving: minorsOf(wanted) }),
    ...filterLines(device, tree.filters, []),
  ];
  return [...batchOf(lines), { tc: [deleteRoot(device)], onceEmpty: { device, queues: ['root'] } }];
}

const minorsOf = (classes: readonly HtbClass[]): ReadonlySet<number> => new Set(classes.map(({ minor }) => minor));

const batchOf = (tc: readonly string[]): TcBatch[] => (tc.length === 0 ? [] : [{ tc }]);
