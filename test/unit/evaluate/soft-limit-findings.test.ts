import { expect, test } from 'vitest';
import type { Point } from '../../../scripts/evaluate/figure.ts';
import { recordSoftLimits } from '../../../scripts/evaluate/figures/soft-limit-findings.ts';

/** One size until second 60, another one from then on. */
const sizes = (first: number, second: number): Point[] =>
  Array.from({ length: 121 }, (_each, seconds) => ({ seconds, value: seconds <= 70 ? first : second }));

const phases = [
  { limitsMiB: { VM1: 160, VM2: 160, VM3: 320 }, from: 5, to: 60 },
  { limitsMiB: { VM1: 160, VM2: 320, VM3: 160 }, from: 60, to: 120 },
];

test('each guest is held against its limit at the end of each phase, and those that changed places against the time', () => {
  const points = { VM1: sizes(150, 150), VM2: sizes(150, 310), VM3: sizes(330, 170) };

  const { findings } = recordSoftLimits(points, [], phases);

  expect(findings.map(({ ours, isWithin }) => [ours, isWithin])).toEqual([
    ['150 MiB', true],
    ['150 MiB', true],
    ['330 MiB', true],
    ['150 MiB', true],
    ['310 MiB', true],
    ['170 MiB', true],
    ['11.0 s', true],
    ['11.0 s', true],
  ]);
});

test('guests that do not follow the swap of their limits are outside their bands', () => {
  const points = { VM1: sizes(150, 150), VM2: sizes(150, 150), VM3: sizes(330, 330) };

  const { findings } = recordSoftLimits(points, [], phases);

  expect(findings.filter(({ isWithin }) => !isWithin).map(({ ours }) => ours)).toEqual([
    '150 MiB',
    '330 MiB',
    'never',
    'never',
  ]);
});
