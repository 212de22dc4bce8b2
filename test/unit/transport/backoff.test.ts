import { expect, test } from 'vitest';
import { Backoff } from '../../../src/transport/backoff.ts';

test('Backoff doubles from 250 ms to 10 s and begins again after a success', () => {
  const backoff = new Backoff();

  expect(Array.from({ length: 8 }, () => backoff.next())).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  backoff.reset();
  expect(backoff.next()).toBe(250);
});
