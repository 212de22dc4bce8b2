import { expect, test } from 'vitest';
import type { Point } from '../../../scripts/evaluate/figure.ts';
import { describeContest } from '../../../scripts/evaluate/figures/disk-findings.ts';
import type { DiskPanel } from '../../../scripts/evaluate/figures/disk-weights.ts';

const panel: DiskPanel = {
  name: '5.7a',
  caption: 'Two guests',
  scheduler: 'bfq',
  weights: { VM1: 500, VM3: 500 },
  changed: { VM3: 1000 },
  bytesOfEach: 100 * 1024 ** 2,
  thesis: 'a little faster',
};

/** A counter that grows evenly. */
const written = (bytesPerSecond: number): Point[] =>
  [0, 1, 2, 3, 4, 5, 6].map((seconds) => ({ seconds, value: seconds * bytesPerSecond }));

const record = (VM1: number, VM3: number) => ({
  counters: { VM1: written(VM1), VM2: written(0), VM3: written(VM3) },
  marks: [],
  doneAfter: { VM1: 20.04, VM3: 10 },
  judged: { from: 1, to: 5 },
});

test('the parts of those who write are held against the weights they have in the end', () => {
  const { findings } = describeContest(panel, record(4e6, 8e6));

  expect(findings.map(({ ours, band, isWithin }) => [ours, band, isWithin])).toEqual([
    ['33.3 % (4.0 MB/s)', '33.3 %, within 15 % of it', true],
    ['66.7 % (8.0 MB/s)', '66.7 %, within 15 % of it', true],
    ['VM1 20.0 s, VM3 10.0 s', '–', true],
  ]);
});

test('a guest whose part is more than 15 % off its weight is outside its band', () => {
  const { findings } = describeContest(panel, record(6e6, 6e6));

  expect(findings.map(({ isWithin }) => isWithin)).toEqual([false, false, true]);
});

test('a panel shows MB/s of those who write', () => {
  const [shown] = describeContest(panel, record(4e6, 8e6)).panels;

  expect(shown?.lines.map(({ name, points }) => [name, points[1]?.value])).toEqual([
    ['VM1', 4],
    ['VM3', 8],
  ]);
});
