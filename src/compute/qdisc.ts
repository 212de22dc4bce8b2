import { checkDevice, formatClassId, formatHandle, minors, ourMajor } from './htb-handle.ts';
import { parseWords } from './tc-words.ts';

/** One line of `tc qdisc show`. */
export interface Qdisc {
  readonly kind: string;
  /** Hexadecimal major with its colon, as shown: `4e54:`; `0:` is the kernel's own default. */
  readonly handle: string;
  /** `root`, or the classid it hangs on. */
  readonly parent: string;
  /** Minor of the class for what no filter matches; htb only. */
  readonly defaultMinor: number | undefined;
}

/** What queues the packets inside one class. */
export type Leaf = 'fq_codel' | 'sfq' | 'pfifo';

/** 1000 packets are what the kernel itself gives a class on a NIC with the usual txqueuelen; there is no better number for every host. */
const leafOptions: Readonly<Record<Leaf, string>> = { fq_codel: '', sfq: ' perturb 10', pfifo: ' limit 1000' };

/** The qdisc of a line, or undefined for another line. */
export function findQdisc(line: string): Qdisc | undefined {
  if (!line.startsWith('qdisc ')) return undefined;
  const { words, has, after } = parseWords(line);
  const [, kind, handle] = words;
  const parent = has('root') ? 'root' : after('parent');
  if (kind === undefined || handle === undefined || parent === undefined) return undefined;
  const fallback = kind === 'htb' ? after('default') : undefined;
  return { kind, handle, parent, defaultMinor: fallback === undefined ? undefined : Number.parseInt(fallback, 16) };
}

/** True for the qdisc that we put on an uplink: `htb default` cannot be changed later, so another one is not ours to repair. */
export const isOurs = ({ kind, handle, parent, defaultMinor }: Qdisc): boolean =>
  kind === 'htb' && handle === formatHandle(ourMajor) && parent === 'root' && defaultMinor === minors.rest;

/** The line that puts our root on a device; tc refuses it where anything but the kernel's default is there. */
export const addRoot = (device: string): string =>
  `qdisc add dev ${checkDevice(device)} root handle ${formatHandle(ourMajor)} htb default ${minors.rest.toString(16)}`;

/** The line that removes the root with all classes and filters; the kernel puts its default back. */
export const deleteRoot = (device: string): string => `qdisc del dev ${checkDevice(device)} root`;

/** The line that gives a class its queue; the handle is the class's minor, so that a listing reads by itself. */
export const addLeaf = (device: string, minor: number, leaf: Leaf): string =>
  `qdisc add dev ${checkDevice(device)} parent ${formatClassId(minor)} handle ${formatHandle(minor)} ${leaf}${leafOptions[leaf]}`;
