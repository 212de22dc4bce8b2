import type { Finding, Recording } from '../figure.ts';
import { growth, ratesOf, scaled } from '../measure/rates.ts';
import { type ByServer, partsOf, splitBetween } from '../measure/split.ts';
import type { ContestRecord } from '../slow-disk/contest.ts';
import type { DiskPanel } from './disk-weights.ts';

/** How far a guest's part of what all write may be from its weight's. */
const tolerance = 0.15;

/** A panel of what each guest wrote per second, and how the sum was split while all of them wrote. */
export function describeContest(panel: DiskPanel, record: ContestRecord): Recording {
  const { name, caption } = panel;
  const names = Object.keys(panel.weights);
  const lines = names.map((guest) => ({ name: guest, points: scaled(ratesOf(record.counters[guest] ?? []), 1e-6) }));
  return {
    panels: [{ name, caption, quantity: 'written', unit: 'MB/s', lines, marks: record.marks }],
    findings: [...judgeSplit(panel, record), showEnds(panel, record)],
  };
}

function judgeSplit(panel: DiskPanel, { counters, judged: { from, to } }: ContestRecord): Finding[] {
  const weights: ByServer = { ...panel.weights, ...panel.changed };
  const wanted = partsOf(weights);
  const seen = splitBetween(counters, weights, from, to);
  return Object.keys(weights).map((guest) => {
    const [part, due] = [seen[guest] ?? Number.NaN, wanted[guest] ?? Number.NaN];
    const speed = growth(counters[guest] ?? [], from, to) / (to - from) / 1e6;
    return {
      what: `${panel.name}: ${guest}'s part with a weight of ${weights[guest]}, over ${(to - from).toFixed(0)} s`,
      thesis: panel.thesis,
      ours: `${percent(part)} (${speed.toFixed(1)} MB/s)`,
      band: `${percent(due)}, within ${tolerance * 100} % of it`,
      isWithin: Math.abs(part / due - 1) <= tolerance,
    };
  });
}

/** Stands beside the thesis's times, and is judged by the split alone. */
function showEnds(panel: DiskPanel, { doneAfter }: ContestRecord): Finding {
  const ends = Object.entries(doneAfter).map(([guest, seconds]) => `${guest} ${seconds.toFixed(1)} s`);
  return {
    what: `${panel.name}: time to write ${panel.bytesOfEach / 1024 ** 2} MiB each`,
    thesis: panel.thesis,
    ours: ends.join(', '),
    band: '–',
    isWithin: true,
  };
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}
