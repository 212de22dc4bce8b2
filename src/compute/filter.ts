import { type NetPriority, netPriority } from '../units.ts';
import { checkDevice, findMinor, formatClassId, formatHandle, ourMajor } from './htb-handle.ts';
import { parseWords } from './tc-words.ts';

/** A filter of ours: frames from one NIC go to its guest's class. */
export interface MacFilter {
  /** tc's `pref`: 100 + priority, so that the kernel remembers the priority. Lower ones are asked first. */
  readonly preference: number;
  /** u32's handle, `800::800`; undefined for one that is yet to be added. */
  readonly handle: string | undefined;
  /** Source address, lower case with colons. */
  readonly mac: string;
  /** Minor of the class. */
  readonly minor: number;
}

/** Added to a priority to make a preference; lower ones are left to whoever debugs by hand. */
const firstPreference = 100;
const lastPriority = 98;

/** The preference that stands for a priority. */
export const preferenceOf = (priority: NetPriority): number => firstPreference + priority;

/** The priority that a preference stands for; undefined for any other preference. */
export function findPriority(preference: number): NetPriority | undefined {
  const priority = preference - firstPreference;
  return priority >= 0 && priority <= lastPriority ? netPriority(priority) : undefined;
}

/** All filters on our root, told apart as far as a plan must know. */
export interface Filters {
  /** Those of our form, in the kernel's order: the first one that matches a frame decides. */
  readonly macs: readonly MacFilter[];
  /** Every preference that stands for a priority, with the number of its filters, ours or not; 0 is an empty one. */
  readonly entries: ReadonlyMap<number, number>;
  /** Minors that a filter of another form points at: the kernel will not delete those classes. */
  readonly pinned: ReadonlySet<number>;
}

/**
 * Source MAC seen from the network header, where u32 counts from: bytes 0..3 at -8, bytes 4..5 at -4 beside the ethertype. (libvirt's -14 and
 * -12 are the destination.)
 */
const upperMatch = /^match ([0-9a-f]{8})\/ffffffff at -8$/;
const lowerMatch = /^match ([0-9a-f]{4})0000\/ffff0000 at -4$/;

interface Entry {
  readonly line: string;
  readonly matches: string[];
}

/** Parses `tc filter show dev X parent 4e54:`: a filter's line, then its `match` lines. Lines of anything else are passed over. */
export function parseFilters(lines: readonly string[]): Filters {
  const entries: Entry[] = [];
  for (const line of lines) {
    if (line.startsWith('filter ')) entries.push({ line, matches: [] });
    else if (line.trim().startsWith('match ')) entries.at(-1)?.matches.push(line.trim());
  }
  const filters = { macs: [] as MacFilter[], entries: new Map<number, number>(), pinned: new Set<number>() };
  for (const entry of entries) collect(entry, filters);
  return filters;
}

function collect(entry: Entry, into: { macs: MacFilter[]; entries: Map<number, number>; pinned: Set<number> }): void {
  const { words, has, after } = parseWords(entry.line);
  const preference = Number(after('pref'));
  const minor = findMinor(after('flowid') ?? after('*flowid') ?? after('classid'));
  const ourKind = after('protocol') === 'all' && words.includes('u32') && findPriority(preference) !== undefined;
  // A table's line (`fh 800: ht divisor 1`) and the preference's own have no key: they say that it is there, not that it is used.
  const isEntry = has('key') || minor !== undefined;
  if (ourKind) into.entries.set(preference, (into.entries.get(preference) ?? 0) + (isEntry ? 1 : 0));
  const mac = ourKind ? findMac(entry.matches) : undefined;
  const handle = after('fh');
  if (mac !== undefined && minor !== undefined && handle !== undefined)
    into.macs.push({ preference, handle, mac, minor });
  else if (minor !== undefined) into.pinned.add(minor);
}

function findMac(matches: readonly string[]): string | undefined {
  const upper = matches.map((match) => upperMatch.exec(match)?.[1]).find((found) => found !== undefined);
  const lower = matches.map((match) => lowerMatch.exec(match)?.[1]).find((found) => found !== undefined);
  if (matches.length !== 2 || upper === undefined || lower === undefined) return undefined;
  return `${upper}${lower}`.match(/../g)!.join(':');
}

const macPattern = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/**
 * A NIC's address in the spelling that this code compares: lower case, colons.
 * @throws {Error} it is no MAC address; libvirt does not hand out others
 */
export function parseMac(text: string): string {
  const mac = text.toLowerCase().replaceAll('-', ':');
  if (!macPattern.test(mac)) throw new Error(`not a MAC address: ${JSON.stringify(text)}`);
  return mac;
}

const onRoot = (verb: 'add' | 'del', device: string, preference: number): string =>
  `filter ${verb} dev ${checkDevice(device)} parent ${formatHandle(ourMajor)} protocol all pref ${preference}`;

/** The line that adds a filter. `replace` would not do: with a handle it keeps the old match, without one it adds a second filter. */
export function addFilter(device: string, { preference, mac, minor }: MacFilter): string {
  const digits = parseMac(mac).replaceAll(':', '');
  const match = `match u32 0x${digits.slice(0, 8)} 0xffffffff at -8 match u16 0x${digits.slice(8)} 0xffff at -4`;
  return `${onRoot('add', device, preference)} u32 ${match} flowid ${formatClassId(minor)}`;
}

/** The line that deletes one filter and leaves its preference, even if empty. */
export const deleteFilter = (device: string, { preference, handle }: MacFilter): string =>
  `${onRoot('del', device, preference)} handle ${handle} u32`;

/** The line that deletes a preference with all filters in it. */
export const deletePreference = (device: string, preference: number): string => onRoot('del', device, preference);
