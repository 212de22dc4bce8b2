import { expect, test } from 'vitest';
import { percentile, slope, spreadOf } from '../../../scripts/bench/percentile.ts';

test('percentile finds the value below which that part lies, whatever the order', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);

  expect([0, 0.5, 0.99, 1].map((part) => percentile(values, part))).toEqual([1, 51, 100, 100]);
});

test('percentile of nothing is not a number', () => {
  expect(percentile([], 0.5)).toBeNaN();
});

test('spreadOf tells median, 99th percentile and count, to a thousandth', () => {
  expect(spreadOf([1.00049, 3, 2])).toEqual({ p50: 2, p99: 3, count: 3 });
});

test('slope is how much the values rise for each unit of their places', () => {
  const points = [0, 1, 2, 3].map((at) => ({ at, value: 10 + at * 0.5 }));

  expect(slope(points)).toBeCloseTo(0.5);
});

test('slope of one point, or of several at one place, is none', () => {
  expect(slope([{ at: 1, value: 5 }])).toBe(0);
  expect(
    slope([
      { at: 1, value: 5 },
      { at: 1, value: 9 },
    ]),
  ).toBe(0);
});
