import fc from 'fast-check';
import { expect, test } from 'vitest';
import { burst, quanta } from '../../../src/compute/htb-quanta.ts';
import { isBurstShownAs } from '../../../src/compute/tc-quantity.ts';
import { kbit } from '../../../src/units.ts';

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

test('quanta gives the smallest weight a GSO frame and the others their multiple', () => {
  expect(quanta([99, 66, 33], kbit(80_000))).toEqual([196_608, 131_072, 65_536]);
});

test('quanta are scaled down where a round would take more than 100 ms', () => {
  expect(quanta([99, 1], kbit(80_000))).toEqual([990_000, 10_000]);
});

test('quanta are never below an Ethernet frame', () => {
  expect(quanta([99, 1], kbit(1000))).toEqual([12_375, 1514]);
});

test('quanta keep the proportion of the weights and the length of a round', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 300_000, max: 100_000_000 }), (all, htbRate) => {
      const found = quanta(all, kbit(htbRate));
      const floored = found.some((quantum) => quantum === 1514);

      expect(floored || sumOf(found) <= htbRate * 12.5 + 1).toBe(true);
      expect(Math.max(...found)).toBeLessThan(2 ** 31);
      const perWeight = found.map((quantum, index) => quantum / all[index]!);
      expect(floored || Math.max(...perWeight) / Math.min(...perWeight) < 1.001).toBe(true);
    }),
  );
});

test('burst is 10 ms of the rate, at least 16 KiB', () => {
  expect([8, 13_107, 39_015, 80_000, 10_000_000].map((rate) => burst(kbit(rate)))).toEqual([
    16_384, 16_384, 48_769, 100_000, 12_500_000,
  ]);
});

test.each([
  ['whole Kb within 16 bytes', 16_390, 16_384, 64],
  ['whole Mb within 1024 bytes', 1_048_000, 1_048_576, 800_000],
  ['whole microseconds', 48_768, 48_758, 39_015],
])('a burst is known again after tc rounds it to %s', (_, set, shown, rate) => {
  expect(isBurstShownAs(set, shown, kbit(rate))).toBe(true);
  expect(isBurstShownAs(set * 2, shown, kbit(rate))).toBe(false);
});
