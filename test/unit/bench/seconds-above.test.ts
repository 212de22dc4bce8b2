import { expect, test } from 'vitest';
import { secondsAbove } from '../../../scripts/bench/seconds-above.ts';

/** Counts every 100 ms of a line that carries so many kbit/s in each of these seconds. */
function countsOf(...kbitPerSecond: readonly number[]) {
  const counts = [{ atMs: 0, bytes: 0 }];
  for (const rate of kbitPerSecond)
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const { atMs, bytes } = counts.at(-1)!;
      counts.push({ atMs: atMs + 100, bytes: bytes + (rate * 100) / 8 });
    }
  return counts;
}

test('a rate of exactly the cap is not above it', () => {
  expect(secondsAbove(countsOf(80, 80, 80), 80)).toBe(0);
});

test('each second above the cap counts once', () => {
  expect(secondsAbove(countsOf(80, 90, 90, 80), 85)).toBe(2);
});

test('a second is above whenever it began', () => {
  const early = countsOf(80, 80, 100, 80).map(({ atMs, bytes }) => ({ atMs: atMs + 450, bytes }));

  expect(secondsAbove(early, 95)).toBe(1);
});

test('less than a second tells nothing', () => {
  expect(secondsAbove(countsOf(1000).slice(0, 9), 80)).toBe(0);
});
