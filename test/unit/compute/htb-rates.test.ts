import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rates, weightOf } from '../../../src/compute/htb-rates.ts';
import { Fault } from '../../../src/faults.ts';
import { kbit, netPriority } from '../../../src/units.ts';

const weights = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 1000 });

test('rates divides 80 Mbit between priorities 0, 33 and 61 as the thesis does', () => {
  const thesis = [0, 33, 61].map((priority) => weightOf(netPriority(priority)));

  expect(rates(thesis, kbit(80_000))).toEqual([39_015, 26_010, 14_975]);
});

test('rates gives the odd kbit of equals to the first', () => {
  expect(rates([5, 5, 5], kbit(80_000))).toEqual([26_667, 26_667, 26_666]);
});

test('rates lifts a share below 64 kbit to it, at the expense of the others', () => {
  expect(rates([99, 99, 1], kbit(1000))).toEqual([468, 468, 64]);
});

test('rates divides equally where 64 kbit for each is too much', () => {
  expect(rates([99, 1, 1], kbit(100))).toEqual([34, 33, 33]);
});

test('rates of nobody is nothing', () => {
  expect(rates([], kbit(100))).toEqual([]);
});

test('rates refuses less than 8 kbit for each', () => {
  expect(() => rates([1, 1], kbit(15))).toThrow(Fault);
});

test('rates are whole and sum up exactly, for up to 1000 guests', () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 8000, max: 400_000_000 }), (all, total) => {
      const shares = rates(all, kbit(total));

      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
      expect(
        shares.every((share) => Number.isSafeInteger(share) && share >= Math.min(64, Math.floor(total / all.length))),
      ).toBe(true);
    }),
  );
});

test('rates never gives a guest less than one of a smaller weight', () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 8000, max: 10_000_000 }), (all, total) => {
      const byWeight = rates(all, kbit(total)).map((share, index) => ({ share, weight: all[index]! }));
      byWeight.sort((one, other) => one.weight - other.weight || one.share - other.share);

      const kept = byWeight.every(({ share }, index) => share + 1 >= (byWeight[index - 1]?.share ?? 0));
      expect(kept).toBe(true);
    }),
  );
});

test('rates stays within one kbit of the exact share where none is lifted', () => {
  fc.assert(
    fc.property(weights, (all) => {
      const total = 100_000_000;
      const sum = all.reduce((so, weight) => so + weight, 0);

      expect(rates(all, kbit(total)).every((share, index) => Math.abs(share - (total * all[index]!) / sum) < 1)).toBe(
        true,
      );
    }),
  );
});
