import { expect, test } from 'vitest';
import { deviation, partsOf, splitBetween } from '../../../scripts/evaluate/measure/split.ts';

test('partsOf makes weights parts of one', () => {
  expect(partsOf({ VM1: 1024, VM2: 1024, VM3: 2048 })).toEqual({ VM1: 0.25, VM2: 0.25, VM3: 0.5 });
});

test('splitBetween leaves out whoever has no weight', () => {
  const line = (perSecond: number) => [
    { seconds: 0, value: 0 },
    { seconds: 10, value: 10 * perSecond },
  ];
  const counters = { VM1: line(0.2), VM2: line(0.6), VM3: line(0.1) };

  const split = splitBetween(counters, { VM1: 100, VM2: 300 }, 2, 4);

  expect(split.VM1).toBeCloseTo(0.25);
  expect(split.VM2).toBeCloseTo(0.75);
  expect(Object.keys(split)).toEqual(['VM1', 'VM2']);
});

test('deviation is that of whoever is farthest off, as a part of what it should have', () => {
  expect(deviation({ VM1: 0.27, VM2: 0.73 }, { VM1: 0.25, VM2: 0.75 })).toBeCloseTo(0.08);
  expect(deviation({ VM1: 1 }, { VM1: 0.5, VM2: 0.5 })).toBe(1);
});
