import type { ClassOptions, ShowOptions } from './fake-tc-class-text.ts';
import type { FakeTcDevice } from './fake-tc-device.ts';
import type { FakeHtb } from './fake-tc-htb.ts';
import { refuse, refuseErrno, refuseFilter } from './fake-tc-refusal.ts';
import type { FakeU32 } from './fake-tc-u32.ts';

/** What a line acts on. */
export interface FakeTcState {
  /** The device of that name, or a refusal. */
  device(name: string): FakeTcDevice;
  /** Of all devices. */
  readonly deviceNames: readonly string[];
  /** Refuses a kind of qdisc that the kernel has not. */
  checkKind(kind: string): void;
}

type Groups = Readonly<Record<string, string>>;
type Run = (state: FakeTcState, groups: Groups, show: ShowOptions) => readonly string[] | undefined;

const device = 'dev (?<dev>\\S+)';
const id = 'classid (?<id>[0-9a-f]+:[0-9a-f]+)';
const shape =
  'htb rate (?<rate>\\d+)kbit ceil (?<ceil>\\d+)kbit burst (?<burst>\\d+)b cburst (?<cburst>\\d+)b quantum (?<quantum>\\d+) prio (?<prio>\\d)';
const preference = 'parent (?<major>[0-9a-f]+:) protocol all pref (?<pref>\\d+)';

/** Every line that is understood. */
const lines: readonly (readonly [pattern: RegExp, run: Run])[] = [
  [on('qdisc show'), showQdiscsOfAll],
  [on(`qdisc show ${device}`), (state, { dev = '' }, show) => state.device(dev).showQdiscs(show)],
  [on(`class show ${device}`), (state, { dev = '' }, show) => state.device(dev).showClasses(show)],
  [
    on(`filter show ${device} parent (?<major>[0-9a-f]+:)`),
    (state, { dev = '', major = '' }) => state.device(dev).showFilters(major),
  ],
  [on(`qdisc add ${device} parent ffff:fff1 (?<kind>\\w+)(?: default 1)?`), addWhereOnlyIngressMay],
  [on(`qdisc add ${device} root handle (?<handle>[0-9a-f]+:) (?<kind>\\w+)(?: (?<words>.+))?`), addRoot],
  [on(`qdisc del ${device} root`), (state, { dev = '' }) => void state.device(dev).deleteRoot()],
  [
    on(
      `qdisc add ${device} parent (?<id>[0-9a-f]+:[0-9a-f]+) handle (?<handle>[0-9a-f]+:) (?<kind>\\w+)(?: (?<words>.+))?`,
    ),
    addLeaf,
  ],
  [on(`class add ${device} parent (?<parent>[0-9a-f]+:[0-9a-f]*) ${id} ${shape}`), addClass],
  [on(`class change ${device} ${id} ${shape}`), changeClass],
  [on(`class del ${device} ${id}`), (state, groups) => void htbOfClass(state, groups).deleteClass(groups.id ?? '')],
  [on(`filter add ${device} ${preference} u32 (?<matches>match .+) flowid (?<id>[0-9a-f]+:[0-9a-f]+)`), addFilter],
  [on(`filter del ${device} ${preference} handle (?<handle>[0-9a-f]+::[0-9a-f]+) u32`), deleteFilter],
  [
    on(`filter del ${device} ${preference}`),
    (state, groups) => void filtersOf(state, groups).filters.deletePreference(Number(groups.pref)),
  ],
];

function on(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`);
}

/**
 * Runs one line of a batch and returns what it lists.
 * @throws {TcRefusal} as the kernel would
 * @throws {Error} this simulator does not know the line
 */
export function runTcLine(line: string, state: FakeTcState, show: ShowOptions): readonly string[] {
  for (const [pattern, run] of lines) {
    const match = pattern.exec(line);
    if (match !== null) return run(state, (match.groups ?? {}) as Groups, show) ?? [];
  }
  throw new Error(`FakeTc does not know this line: ${JSON.stringify(line)}`);
}

/** Where no device is asked for, each line names its own. */
function showQdiscsOfAll({ device, deviceNames }: FakeTcState, _groups: Groups, show: ShowOptions): string[] {
  return deviceNames.flatMap((name) =>
    device(name)
      .showQdiscs(show)
      .map((line) => line.replace(/^qdisc \S+ \S+/, `$& dev ${name}`)),
  );
}

/** How `qdisc show` writes what a qdisc was added with. */
const qdiscTexts: Readonly<Record<string, readonly [given: RegExp, shown: string]>> = {
  htb: [/^default (\w+)$/, 'r2q 10 default 0x$1 direct_packets_stat 0'],
  pfifo: [/^limit (\d+)$/, 'limit $1p'],
  sfq: [/^perturb (\d+)$/, 'limit 127p quantum 1514b depth 127 divisor 1024 perturb $1sec '],
  fq_codel: [
    /^$/,
    'limit 10240p flows 1024 quantum 1514 target 5ms interval 100ms memory_limit 32Mb ecn drop_batch 64 ',
  ],
};

function showQdiscOptions(kind: string, words: string): string {
  const [given, shown] = qdiscTexts[kind] ?? [];
  if (given === undefined || shown === undefined || !given.test(words))
    throw new Error(`FakeTc does not know this qdisc: ${JSON.stringify(`${kind} ${words}`)}`);
  return words.replace(given, shown);
}

function addWhereOnlyIngressMay(state: FakeTcState, { dev = '', kind = '' }: Groups): undefined {
  state.device(dev);
  state.checkKind(kind);
  refuse('Specified parent ID is reserved for ingress and clsact Qdiscs');
}

function addRoot(state: FakeTcState, { dev = '', handle = '', kind = '', words = '' }: Groups): undefined {
  const found = state.device(dev);
  found.checkRootFree(handle);
  state.checkKind(kind);
  found.setRoot({ handle, kind, text: showQdiscOptions(kind, words) });
}

function addLeaf(state: FakeTcState, { dev = '', id = '', handle = '', kind = '', words = '' }: Groups): undefined {
  const htb = state.device(dev).findHtb(majorOf(id)) ?? refuse('Failed to find specified qdisc');
  htb.checkLeafFree(id, handle);
  state.checkKind(kind);
  htb.setLeaf(id, { handle, kind, text: showQdiscOptions(kind, words) });
}

function addClass(state: FakeTcState, groups: Groups): undefined {
  htbOfClass(state, groups).addClass(groups.id ?? '', groups.parent ?? '', classOptions(groups));
}

function changeClass(state: FakeTcState, groups: Groups): undefined {
  htbOfClass(state, groups).changeClass(groups.id ?? '', classOptions(groups));
}

const classOptions = (groups: Groups): ClassOptions => ({
  rateKbit: Number(groups.rate),
  ceilKbit: Number(groups.ceil),
  burstBytes: Number(groups.burst),
  cburstBytes: Number(groups.cburst),
  quantumBytes: Number(groups.quantum),
  prio: Number(groups.prio),
});

function addFilter(state: FakeTcState, groups: Groups): undefined {
  const { pref, matches = '', id: flowId = '' } = groups;
  const { filters, htb } = filtersOf(state, groups);
  filters.add(Number(pref), matches, { flowId, bound: htb.hasClass(flowId) });
}

function deleteFilter(state: FakeTcState, groups: Groups): undefined {
  filtersOf(state, groups).filters.delete(Number(groups.pref), groups.handle ?? '');
}

function filtersOf(state: FakeTcState, { dev = '', major = '' }: Groups): { filters: FakeU32; htb: FakeHtb } {
  const htb = state.device(dev).findHtb(major) ?? refuseFilter("Parent Qdisc doesn't exists");
  return { filters: htb.filters, htb };
}

function htbOfClass(state: FakeTcState, { dev = '', id = '' }: Groups): FakeHtb {
  return state.device(dev).findHtb(majorOf(id)) ?? refuseErrno('No such file or directory');
}

const majorOf = (classId: string): string => classId.slice(0, classId.indexOf(':') + 1);
