import { expect, test } from 'vitest';
import { busySpans, lengthOf, rateDuring } from '../../../scripts/evaluate/measure/busy.ts';

const looks = (...values: number[]) => values.map((value, seconds) => ({ seconds, value }));

test('busySpans are those at whose both ends something waits in every queue', () => {
  const queues = [looks(5, 5, 5, 0, 5, 5, 5), looks(1, 2, 3, 4, 5, 6, 7)];

  expect(busySpans(queues, 0.5, 6)).toEqual([
    { from: 1, to: 2 },
    { from: 4, to: 5 },
    { from: 5, to: 6 },
  ]);
});

test('rateDuring leaves out what was counted between the spans', () => {
  const spans = [
    { from: 1, to: 2 },
    { from: 4, to: 6 },
  ];

  expect(lengthOf(spans)).toBe(3);
  expect(rateDuring(looks(0, 10, 30, 1000, 2000, 2020, 2040), spans)).toBe(20);
});
