import { setTimeout as sleep } from 'node:timers/promises';
import type { Mark } from '../figure.ts';
import type { Counters } from '../measure/split.ts';
import type { Server } from '../servers.ts';
import type { Stage } from '../stage.ts';
import { readWrittenBytes, startWriting } from './writing-guests.ts';

type Weights = Readonly<Partial<Record<Server, number>>>;

/** Some guests write at the same time, each the same amount. */
export interface Contest {
  /** Who writes, and its weight when it begins. */
  readonly weights: Weights;
  readonly bytesOfEach: number;
  /** What is set while they write, some seconds after they have begun. */
  readonly changed?: Weights;
}

/** What was seen of it; counters are in bytes. */
export interface ContestRecord {
  readonly counters: Counters;
  readonly marks: readonly Mark[];
  /** When each guest had written everything, since all had begun. */
  readonly doneAfter: Readonly<Partial<Record<Server, number>>>;
  /** A time in which all wrote with the weights they have in the end. */
  readonly judged: { readonly from: number; readonly to: number };
}

const sampleEveryMs = 400;
const beforeChangeSeconds = 5;
const settleSeconds = 2;
const longestSeconds = 60;

/** Sets the weights, lets the guests write, and waits until all have ended. */
export async function holdContest(
  stage: Stage,
  { weights, bytesOfEach, changed = {} }: Contest,
  signal: AbortSignal,
): Promise<ContestRecord> {
  const names = namesOf(weights);
  for (const name of names) await stage.novatune('lv-set-io-priority', name, String(weights[name]));
  const before = await readWrittenBytes();
  const recorder = stage.record();
  const sampling = recorder.sample(sampleEveryMs, readWrittenBytes);
  try {
    await sleep(1000, undefined, { signal });
    await Promise.all(names.map((name) => startWriting(name, bytesOfEach)));
    const begun = recorder.mark('all write').seconds;
    if (namesOf(changed).length > 0) await sleep(beforeChangeSeconds * 1000, undefined, { signal });
    for (const name of namesOf(changed)) await recorder.novatune('lv-set-io-priority', name, String(changed[name]));
    const from = (recorder.marks.at(-1)?.seconds ?? begun) + settleSeconds;

    const findEnd = (name: Server) =>
      sampling.points[name]?.find(({ value }) => value >= before[name] + bytesOfEach)?.seconds;
    const ends = await waitForEnds(names, findEnd, signal);
    const to = Math.min(...Object.values(ends)) - sampleEveryMs / 1000;
    const doneAfter = Object.fromEntries(names.map((name) => [name, (ends[name] ?? Number.NaN) - begun]));
    return { counters: sampling.points, marks: recorder.marks, doneAfter, judged: { from, to } };
  } finally {
    await sampling.stop();
  }
}

async function waitForEnds(
  names: readonly Server[],
  findEnd: (name: Server) => number | undefined,
  signal: AbortSignal,
): Promise<Partial<Record<Server, number>>> {
  for (let looks = 0; looks * sampleEveryMs < longestSeconds * 1000; looks += 1) {
    const ends = names.map((name) => [name, findEnd(name)] as const);
    if (ends.every(([, end]) => end !== undefined)) return Object.fromEntries(ends);
    await sleep(sampleEveryMs, undefined, { signal });
  }
  throw new Error(`Not all guests had written everything after ${longestSeconds} s`);
}

function namesOf(weights: Weights): Server[] {
  return Object.keys(weights) as Server[];
}
