import { expect, test } from 'vitest';
import { countAt, growth, ratesOf, scaled } from '../../../scripts/evaluate/measure/rates.ts';

/** A counter that grows by 10 a second until second 2, and by 30 after. */
const counter = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4].map((seconds) => ({
  seconds,
  value: 10 * Math.min(seconds, 2) + 30 * Math.max(0, seconds - 2),
}));

test('countAt lies on the line between two points, and at the nearest one beyond them', () => {
  expect(countAt(counter, 1.25)).toBe(12.5);
  expect(countAt(counter, -1)).toBe(0);
  expect(countAt(counter, 9)).toBe(80);
});

test('growth is what was added between two moments', () => {
  expect(growth(counter, 1, 3)).toBe(40);
});

test('ratesOf has the mean of the window around each point, and no point whose window is not whole', () => {
  const rates = ratesOf(counter, 1);

  expect(rates.map(({ seconds }) => seconds)).toEqual([0.5, 1, 1.5, 2, 2.5, 3, 3.5]);
  expect(rates.map(({ value }) => value)).toEqual([10, 10, 10, 20, 30, 30, 30]);
});

test('ratesOf a counter that was hardly looked at is empty', () => {
  expect(ratesOf([], 1)).toEqual([]);
  expect(ratesOf([{ seconds: 1, value: 7 }], 1)).toEqual([]);
});

test('scaled multiplies values and leaves the time', () => {
  expect(scaled([{ seconds: 2, value: 3 }], 8)).toEqual([{ seconds: 2, value: 24 }]);
});
