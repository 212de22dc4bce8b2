import { addClass, changeClass, type HtbClass, isClassShownAs, type ShownClass } from './class.ts';
import { minors } from './htb-handle.ts';
import { addLeaf, type Leaf } from './qdisc.ts';

/** Classes as they are and as they shall be. */
export interface ClassChange {
  readonly device: string;
  readonly current: ReadonlyMap<number, ShownClass>;
  /** From the root down; the lines keep guarantees within the parent's only if each level is given whole. */
  readonly wanted: readonly HtbClass[];
  /** What a class without a qdisc of its own is given. */
  readonly leaf: Leaf;
  /** Classes that are about to go: a new qdisc would cost them the packets they hold. */
  readonly leaving?: ReadonlySet<number>;
}

/**
 * The lines that make the classes so, none when they are so. If one differs all are stated again: a class that somebody changed by hand within
 * what tc rounds away is put right with the next change.
 */
export function classLines(change: ClassChange): string[] {
  const { current, wanted } = change;
  if (wanted.every((shape) => isSettled(shape, change))) return [];
  const isDecrease = ({ minor, rateKbit }: HtbClass) => (current.get(minor)?.rateKbit ?? 0) > rateKbit;
  const upwards = wanted.filter(isDecrease).reverse();
  const downwards = wanted.filter((shape) => !isDecrease(shape));
  const isFixed = ({ minor, parent }: HtbClass) => parent !== minors.pool || minor === minors.pool;
  const isAdd = ({ minor }: HtbClass) => !current.has(minor);
  const fixed = downwards.filter(isFixed);
  const guests = downwards.filter((shape) => !isFixed(shape));
  const ordered = [...upwards, ...fixed, ...guests.filter(isAdd), ...guests.filter((shape) => !isAdd(shape))];
  return ordered.flatMap((shape) => linesOf(shape, change));
}

function isSettled(shape: HtbClass, change: ClassChange): boolean {
  const shown = change.current.get(shape.minor);
  return shown !== undefined && isClassShownAs(shape, shown) && !lacksLeaf(shape, change);
}

/** Only classes without children queue packets. */
function lacksLeaf({ minor }: HtbClass, { current, leaving }: ClassChange): boolean {
  const isInner = minor === minors.link || minor === minors.pool;
  return !isInner && leaving?.has(minor) !== true && current.get(minor)?.hasLeaf !== true;
}

/** The qdisc comes with the class, before a filter sends it packets: those that wait in the kernel's hidden one would be lost. */
function linesOf(shape: HtbClass, change: ClassChange): string[] {
  const { device, current, leaf } = change;
  const line = current.has(shape.minor) ? changeClass(device, shape) : addClass(device, shape);
  return lacksLeaf(shape, change) ? [line, addLeaf(device, shape.minor, leaf)] : [line];
}
