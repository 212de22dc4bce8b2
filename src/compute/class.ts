import type { Kbit } from '../units.ts';
import { checkDevice, findMinor, formatClassId, formatHandle, ourMajor } from './htb-handle.ts';
import { findBytes, findRate, isBurstShownAs, isRateShownAs } from './tc-quantity.ts';
import { parseWords } from './tc-words.ts';

/** All that a line of tc says of a class of ours. tc resets what a change leaves out, so a class is always written whole. */
export interface HtbClass {
  readonly minor: number;
  /** Minor of its parent; `root` for a class that hangs on the qdisc itself. */
  readonly parent: number | 'root';
  /** What it is guaranteed. HTB does not check that guarantees fit into the parent's. */
  readonly rateKbit: Kbit;
  /** What it may have with what others leave. */
  readonly ceilKbit: Kbit;
  readonly burstBytes: number;
  readonly cburstBytes: number;
  /** What it may borrow in one turn, in bytes. The kernel keeps none for a class with children, and shows none. */
  readonly quantumBytes: number | undefined;
}

/** A class as the kernel has it. */
export interface ShownClass extends HtbClass {
  /** HTB's strict priority, 0..7; ours are all 0. */
  readonly htbPriority: number;
  /** True when it has a qdisc of its own, not only the kernel's hidden pfifo. */
  readonly hasLeaf: boolean;
}

/** The class of a line of `tc -d class show`, or undefined: another kind, another qdisc's, or a line that is no class. */
export function findClass(line: string): ShownClass | undefined {
  if (!line.startsWith('class htb ')) return undefined;
  const { words, has, after } = parseWords(line);
  const minor = findMinor(words[2]);
  const parent = has('root') ? 'root' : findMinor(after('parent'));
  const rateKbit = findRate(after('rate'));
  const ceilKbit = findRate(after('ceil'));
  if (minor === undefined || parent === undefined || rateKbit === undefined || ceilKbit === undefined) return undefined;
  const burstBytes = findBytes(after('burst')) ?? 0;
  const cburstBytes = findBytes(after('cburst')) ?? 0;
  const quantumBytes = has('quantum') ? Number(after('quantum')) : undefined;
  const htbPriority = Number(after('prio') ?? 0);
  return {
    minor,
    parent,
    rateKbit,
    ceilKbit,
    burstBytes,
    cburstBytes,
    quantumBytes,
    htbPriority,
    hasLeaf: has('leaf'),
  };
}

/** True when `shown` is what tc prints of `wanted`, with all that it rounds. */
export function isClassShownAs(wanted: HtbClass, shown: ShownClass): boolean {
  const quantum = shown.quantumBytes ?? wanted.quantumBytes;
  return (
    isRateShownAs(wanted.rateKbit, shown.rateKbit) &&
    isRateShownAs(wanted.ceilKbit, shown.ceilKbit) &&
    isBurstShownAs(wanted.burstBytes, shown.burstBytes, wanted.rateKbit) &&
    isBurstShownAs(wanted.cburstBytes, shown.cburstBytes, wanted.ceilKbit) &&
    wanted.quantumBytes === quantum &&
    shown.htbPriority === 0
  );
}

/** `kbit` is 1000 bits a second, `b` bytes; tc takes a bare number of bytes for the quantum only. */
function formatShape({ rateKbit, ceilKbit, burstBytes, cburstBytes, quantumBytes }: HtbClass): string {
  const quantum = quantumBytes === undefined ? '' : ` quantum ${quantumBytes}`;
  return `htb rate ${rateKbit}kbit ceil ${ceilKbit}kbit burst ${burstBytes}b cburst ${cburstBytes}b${quantum} prio 0`;
}

const formatParent = (parent: number | 'root'): string =>
  parent === 'root' ? formatHandle(ourMajor) : formatClassId(parent);

/** The line that creates a class. Never `replace`: with a parent that is not there it silently creates the class beside the tree. */
export const addClass = (device: string, shape: HtbClass): string =>
  `class add dev ${checkDevice(device)} parent ${formatParent(shape.parent)} classid ${formatClassId(shape.minor)} ${formatShape(shape)}`;

/** The line that changes a class in place: its packets stay. */
export const changeClass = (device: string, shape: HtbClass): string =>
  `class change dev ${checkDevice(device)} classid ${formatClassId(shape.minor)} ${formatShape(shape)}`;

/** The line that deletes a class with the packets in it; the kernel refuses while a filter points at it. */
export const deleteClass = (device: string, minor: number): string =>
  `class del dev ${checkDevice(device)} classid ${formatClassId(minor)}`;
