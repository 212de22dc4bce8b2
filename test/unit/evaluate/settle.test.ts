import { describe, expect, test } from 'vitest';
import { arrivalSeconds, settleSeconds } from '../../../scripts/evaluate/measure/settle.ts';

describe('settleSeconds', () => {
  test('is the first moment from which on every window is as it should be', () => {
    const isSettled = (from: number) => from > 11.49;

    expect(settleSeconds({ from: 10, until: 20, isSettled })).toBeCloseTo(1.5);
  });

  test('does not count what was settled once and then was not', () => {
    const isSettled = (from: number, to: number) => from > 14.99 || to < 13;

    expect(settleSeconds({ from: 10, until: 20, isSettled })).toBeCloseTo(5);
  });

  test('is 0 where every window is as it should be', () => {
    expect(settleSeconds({ from: 10, until: 20, isSettled: () => true })).toBe(0);
  });

  test('is undefined where the last window is not, or where there is no window', () => {
    expect(settleSeconds({ from: 10, until: 20, isSettled: (from) => from < 18.9 })).toBeUndefined();
    expect(settleSeconds({ from: 10, until: 10.5, isSettled: () => true })).toBeUndefined();
  });
});

describe('arrivalSeconds', () => {
  const falling = [1000, 1000, 800, 600, 520, 500].map((value, index) => ({ seconds: index, value }));

  test('is how long it took to 95 % of the way', () => {
    expect(arrivalSeconds(falling, 1, 500)).toBe(3);
  });

  test('works upwards as well', () => {
    const rising = falling.map(({ seconds, value }) => ({ seconds, value: -value }));

    expect(arrivalSeconds(rising, 1, -500)).toBe(3);
  });

  test('is undefined where it never got there', () => {
    expect(arrivalSeconds(falling, 1, 400)).toBeUndefined();
  });
});
