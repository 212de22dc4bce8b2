import { startComputing, stopComputing } from '../../../test/lab/index.ts';
import type { Finding, Panel } from '../figure.ts';
import { pinGuests } from '../guests/pinning.ts';
import { findDomstats } from '../measure/domstats.ts';
import { ratesOf, scaled } from '../measure/rates.ts';
import { settleSeconds } from '../measure/settle.ts';
import { type ByServer, deviation, partsOf, splitBetween } from '../measure/split.ts';
import { type Server, servers } from '../servers.ts';
import type { Recorder, Sampling, Stage } from '../stage.ts';

/** How far a guest's part may be from what its shares give it, as a part of that. */
const tolerance = 0.05;
const settleBandSeconds = 2;
/** A guest's part of one second may be off by this much of the core as well: the scheduler's turns take some milliseconds each. */
const turnTolerance = 0.01;
const everyMs = 250;

export const cpuDifferences: readonly string[] = [
  'The guests are emulated (TCG), not run by KVM: what their virtual CPU costs is all in the process that the shares are for.',
  'Processor time is what libvirt counts of each guest (cpu.time, from its control group), asked every quarter of a second, not what `virt-top` shows; a point is the mean of the second around it.',
];

/** Three guests on one core, their processor time counted. */
export interface CpuWatch {
  readonly recorder: Recorder;
  starts(server: Server): Promise<void>;
  stops(server: Server): Promise<void>;
}

export interface CpuSeen {
  readonly panel: Panel;
  readonly counters: Sampling<Server>['points'];
}

/** Pins the guests to one core, lets them act, and answers the seconds of processor time that each had, over time. */
export async function watchCpu(
  stage: Stage,
  about: Pick<Panel, 'name' | 'caption'>,
  act: (watch: CpuWatch) => Promise<void>,
): Promise<CpuSeen> {
  stage.atEnd(await pinGuests());
  for (const server of servers) stage.atEnd(() => stopComputing(server));
  const readStats = await findDomstats('--cpu-total');
  const recorder = stage.record();
  const sampling = recorder.sample(everyMs, async () => cpuSeconds(await readStats()));
  await act({
    recorder,
    starts: async (server) => void (await recorder.does(`${server} works`, () => startComputing(server))),
    stops: async (server) => void (await recorder.does(`${server} rests`, () => stopComputing(server))),
  });
  await sampling.stop();
  const lines = servers.map((name) => ({ name, points: scaled(ratesOf(sampling.points[name]), 100) }));
  const panel = { ...about, quantity: 'CPU time', unit: '% of the core', lines, marks: recorder.marks };
  return { panel, counters: sampling.points };
}

function cpuSeconds(stats: Record<Server, Record<string, number>>): Record<Server, number> {
  const secondsOf = (server: Server) => [server, (stats[server]['cpu.time'] ?? Number.NaN) / 1e9];
  return Object.fromEntries(servers.map(secondsOf)) as Record<Server, number>;
}

/** A time in which the same guests worked with the same shares. */
export interface Phase {
  readonly what: string;
  /** Of those that work. */
  readonly shares: ByServer;
  readonly from: number;
  readonly until: number;
  /** As the thesis has it. */
  readonly thesis?: string;
}

/** How the core was split between the guests that worked in a phase, once it had settled. */
export function judgeSplit({ counters }: CpuSeen, { what, shares, from, until, thesis = '–' }: Phase): Finding {
  const parts = splitBetween(counters, shares, from + settleBandSeconds, until);
  return {
    what: `${what}: split of the core`,
    thesis,
    ours: `${formatParts(parts)} (shares: ${formatParts(partsOf(shares))})`,
    band: `within ${100 * tolerance} % of the shares`,
    isWithin: deviation(parts, partsOf(shares)) <= tolerance,
  };
}

/** How soon after the beginning of a phase every second of it was as it should be. */
export function judgeSettling({ counters }: CpuSeen, { what, shares, from, until, thesis = '–' }: Phase): Finding {
  const wanted = partsOf(shares);
  const isSettled = (begin: number, end: number) => {
    const parts = splitBetween(counters, shares, begin, end);
    return Object.entries(wanted).every(
      ([name, part]) => Math.abs(parts[name]! - part) <= Math.max(tolerance * part, turnTolerance),
    );
  };
  const seconds = settleSeconds({ from, until, isSettled });
  return {
    what: `${what}: each second from then on within ${100 * tolerance} % of the shares, or ${100 * turnTolerance} % of the core, after`,
    thesis,
    ours: seconds === undefined ? 'never' : `${seconds.toFixed(1)} s`,
    band: `within ${settleBandSeconds} s`,
    isWithin: seconds !== undefined && seconds <= settleBandSeconds,
  };
}

function formatParts(parts: ByServer): string {
  return `${Object.values(parts)
    .map((part) => (100 * part).toFixed(1))
    .join(' / ')} %`;
}
