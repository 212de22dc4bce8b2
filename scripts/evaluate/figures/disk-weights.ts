import { withDisturbance } from '../../../test/lab/index.ts';
import type { Figure, Recording } from '../figure.ts';
import { servers } from '../servers.ts';
import { type Contest, holdContest } from '../slow-disk/contest.ts';
import { bytesPerSecond, makeSlowDisk, type Scheduler } from '../slow-disk/slow-disk.ts';
import { startGuestsWithDisk } from '../slow-disk/writing-guests.ts';
import type { Stage } from '../stage.ts';
import { describeContest } from './disk-findings.ts';

const timeoutMs = 240_000;
const MiB = 1024 ** 2;

/** A contest and where the thesis shows its like. */
export interface DiskPanel extends Contest {
  readonly name: string;
  readonly caption: string;
  readonly scheduler: Scheduler;
  /** What the thesis has of each guest's part. */
  readonly thesis: string;
}

const panels: readonly DiskPanel[] = [
  {
    name: '3.6',
    caption: 'Two guests of the same weight under mq-deadline, which knows no weights',
    scheduler: 'mq-deadline',
    weights: { VM1: 500, VM2: 500 },
    bytesOfEach: 40 * MiB,
    thesis: 'in batches, one guest after the other',
  },
  {
    name: '3.7',
    caption: 'Two guests with the weights 900 and 200 under bfq',
    scheduler: 'bfq',
    weights: { VM1: 900, VM2: 200 },
    bytesOfEach: 72 * MiB,
    thesis: 'prioritized correctly',
  },
  {
    name: 'B.3',
    caption: 'Two guests with the weights 1000 and 100 under bfq',
    scheduler: 'bfq',
    weights: { VM1: 1000, VM2: 100 },
    bytesOfEach: 80 * MiB,
    thesis: 'prioritized correctly',
  },
  {
    name: '5.7a',
    caption: 'Three guests with the weights 500, 500 and 1000',
    scheduler: 'bfq',
    weights: { VM1: 500, VM2: 500, VM3: 1000 },
    bytesOfEach: 72 * MiB,
    thesis: 'VM3 a little faster, not twice as fast',
  },
  {
    name: '5.7b',
    caption: 'The weights of VM3 and VM2 become 300 and 900 while all three write',
    scheduler: 'bfq',
    weights: { VM1: 500, VM2: 500, VM3: 1000 },
    changed: { VM3: 300, VM2: 900 },
    bytesOfEach: 80 * MiB,
    thesis: 'VM2 first, VM1 and VM3 at the same time',
  },
];

export const diskWeights: Figure = {
  number: '5.7',
  also: panels.map(({ name }) => name),
  title: 'Disk weights of guests that write to the same disk',
  thesis:
    'with weights 500, 500 and 1000 VM3 wrote its 3 GiB in about 600 s where the others took 700, though twice as fast was expected; with 500, 900 and 300 VM2 ended first. Of two guests with 900 and 200, or 1000 and 100, CFQ served the first one before; under deadline guests of the same weight wrote in batches.',
  differences: [
    `The disk is a loop device on a small file system that takes ${bytesPerSecond / 1e6} MB/s and keeps nothing: the disk of a machine of today is not held up by three small guests, and weights divide only what is scarce.`,
    'CFQ is gone from Linux; BFQ is the scheduler that knows weights now, with low_latency off and strict_guarantees on. Instead of deadline there is mq-deadline.',
    'The guests write blocks of 128 KiB past their own caches, so that all of them write all the time; less than 100 MiB each instead of 1 to 3 GiB.',
    'In 5.7b the weights change while the guests write, not before.',
  ],
  run: (stage) => withDisturbance({ guests: servers }, timeoutMs, (signal) => play(stage, signal)),
};

async function play(stage: Stage, signal: AbortSignal): Promise<Recording> {
  stage.say('Making a slow disk, and restarting the guests with it');
  const disk = await makeSlowDisk();
  await startGuestsWithDisk(disk.device);
  const recordings: Recording[] = [];
  for (const panel of panels) {
    stage.say(`${panel.name}: ${panel.caption}`);
    await disk.setScheduler(panel.scheduler);
    recordings.push(describeContest(panel, await holdContest(stage, panel, signal)));
  }
  return {
    panels: recordings.flatMap((each) => each.panels),
    findings: recordings.flatMap((each) => each.findings),
  };
}
