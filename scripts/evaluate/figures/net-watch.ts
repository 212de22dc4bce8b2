import { startSending, stopSending } from '../../../test/lab/index.ts';
import type { Finding, Panel, Recording } from '../figure.ts';
import { busySpans, lengthOf, rateDuring } from '../measure/busy.ts';
import { type ClassCounts, findClassCounter } from '../measure/classes.ts';
import { ratesOf, scaled } from '../measure/rates.ts';
import { type ByServer, deviation, partsOf } from '../measure/split.ts';
import { type Server, servers } from '../servers.ts';
import type { Sampling, Stage } from '../stage.ts';

export const htbRateMbit = 80;
/** The thesis's 39, 26 and 15 of 80 Mbit/s are what these priorities come to: a weight is 99 less the priority. */
const priorities: Readonly<Record<Server, number>> = { VM1: 0, VM2: 33, VM3: 61 };
const everyMs = 250;
const phaseSeconds = 7;
/** How long after a guest began or stopped to send its neighbours' TCP has to find its rate again. */
const graceSeconds = 1.5;
/** For how long all that send must have had something to send, all in all. */
const leastBusySeconds = 2;
const mbitPerByte = 8 / 1e6;

export const netDifferences: readonly string[] = [
  'Rates are those of the bytes that the classes have let through, frame by frame (`tc -s class`), not what `iperf` counts as payload, which is 4 to 5 % less; a point is the mean of the second around it.',
  'The numbers below are of the time in which something waited in the queue of every guest that sends: one that has nothing to send leaves its part to the others, and an emulated guest, on a machine with other work, is not always fast enough.',
  'The guarantees come from the priorities 0, 33 and 61, each guest sends TCP as fast as it can, and guests are classified by their MAC, not by their address.',
];

/** What each guest should get while the named ones send, in Mbit/s. */
export type Expected = (sending: readonly Server[]) => ByServer;

/** What 39, 26 and 15 of 80 are, to the kbit. */
export const guaranteesMbit: ByServer = scaleToCap(weightsOf(servers));

export function weightsOf(of: readonly Server[]): ByServer {
  return Object.fromEntries(of.map((server) => [server, 99 - priorities[server]]));
}

export function scaleToCap(weights: ByServer): ByServer {
  const parts = partsOf(weights);
  return Object.fromEntries(Object.entries(parts).map(([server, part]) => [server, part * htbRateMbit]));
}

/** A time in which the same guests sent. */
interface Phase {
  readonly sending: readonly Server[];
  readonly from: number;
  readonly until: number;
}

/** Gives the guests their priorities, lets them start and stop to send, and holds what they got against what they should get. */
export async function watchNet(
  stage: Stage,
  about: Pick<Panel, 'name' | 'caption'>,
  { expected, tolerance }: { expected: Expected; tolerance: number },
): Promise<Recording> {
  await stage.novatune('tc-set-net-priorities', servers.join(), servers.map((server) => priorities[server]).join());
  for (const server of servers) stage.atEnd(() => stopSending(server));
  const count = await findClassCounter();
  const recorder = stage.record();
  const sampling = recorder.sample(everyMs, count);
  const phases: Phase[] = [];
  const phase = async (...sending: readonly Server[]) => {
    const from = recorder.seconds() + graceSeconds;
    await stage.pause(phaseSeconds);
    phases.push({ sending, from, until: recorder.seconds() });
  };
  const starts = (server: Server) => recorder.does(`${server} sends`, () => startSending(server));
  const stops = (server: Server) => recorder.does(`${server} stops`, () => stopSending(server));
  await starts('VM1');
  await phase('VM1');
  await starts('VM2');
  await phase('VM1', 'VM2');
  await starts('VM3');
  await phase('VM1', 'VM2', 'VM3');
  await stops('VM1');
  await phase('VM2', 'VM3');
  await stops('VM2');
  await phase('VM3');
  await sampling.stop();
  const lines = servers.map((name) => ({ name, points: scaled(ratesOf(sampling.points[name]), mbitPerByte) }));
  const panel = { ...about, quantity: 'Network bandwidth', unit: 'Mbit/s', lines, marks: recorder.marks };
  const findings = phases.map((each) => judge(sampling.points, each, { wanted: expected(each.sending), tolerance }));
  return { panels: [panel], findings };
}

function judge(
  counters: Sampling<keyof ClassCounts>['points'],
  { sending, from, until }: Phase,
  { wanted, tolerance }: { wanted: ByServer; tolerance: number },
): Finding {
  const queues = sending.map((server) => counters[`${server} waiting`]);
  const spans = busySpans(queues, from, until);
  const seen = Object.fromEntries(sending.map((server) => [server, rateDuring(counters[server], spans) * mbitPerByte]));
  const busySeconds = lengthOf(spans);
  const isAll = sending.length === servers.length;
  return {
    what: `${sending.join(', ')} ${sending.length > 1 ? 'send' : 'sends'}`,
    thesis: isAll ? '39 / 26 / 15 Mbit/s' : '–',
    ours: `${formatRates(seen)} (due: ${formatRates(wanted)}), over ${busySeconds.toFixed(1)} of ${(until - from).toFixed(1)} s`,
    band: `within ${100 * tolerance} %, over at least ${leastBusySeconds} s`,
    isWithin: busySeconds >= leastBusySeconds && deviation(seen, wanted) <= tolerance,
  };
}

function formatRates(rates: ByServer): string {
  return `${Object.values(rates)
    .map((rate) => rate.toFixed(1))
    .join(' / ')} Mbit/s`;
}
