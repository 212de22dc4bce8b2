import { expect, test } from 'vitest';
import type { Point } from '../../../scripts/evaluate/figure.ts';
import { isWithinLimit, meanBetween, secondsUntilWithin } from '../../../scripts/evaluate/pressure/within-limit.ts';

const points = (...values: number[]): Point[] => values.map((value, seconds) => ({ seconds, value }));

test('a size within 20 % of its limit on either side is within it', () => {
  expect([127, 128, 160, 192, 193].map((mib) => isWithinLimit(mib, 160))).toEqual([false, true, true, true, false]);
});

test('the mean is that of the points from one moment to another', () => {
  expect(meanBetween(points(500, 100, 200, 300, 900), 1, 3)).toBe(200);
  expect(meanBetween(points(500), 1, 3)).toBeUndefined();
});

test('a size is within its limit from when it does not leave it any more', () => {
  expect(secondsUntilWithin(points(590, 500, 160, 250, 170, 150), 160, 1, 5)).toBe(3);
  expect(secondsUntilWithin(points(160, 160), 160, 0, 1)).toBe(0);
});

test('a size that is outside its limit at the end never came within it', () => {
  expect(secondsUntilWithin(points(590, 160, 160, 590), 160, 0, 3)).toBeUndefined();
});
