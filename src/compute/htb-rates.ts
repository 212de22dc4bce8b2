import { Fault } from '../faults.ts';
import { type Kbit, kbit, type NetPriority } from '../units.ts';

/** The share of a priority: 0 has 99, 98 has 1. With equal weights the guests share equally. */
export const weightOf = (priority: NetPriority): number => 99 - priority;

/** No guest is guaranteed less, whatever its weight: enough to answer ARP and keep a connection. */
const usefulKbit = 64;

/** Nor less than this where there are too many guests for that: one frame of 1500 bytes in 1.5 s. */
const leastKbit = 8;

/**
 * Divides `totalKbit` by weight into whole kbit, the rest going to the largest remainders (the first of equals): the sum is `totalKbit` exactly.
 * A share under 64 kbit is lifted to it, or to an equal part where even that is too much, and the others divide what is left.
 * @throws {Fault} limitOutOfRange: less than 8 kbit for each
 */
export function rates(weights: readonly number[], totalKbit: Kbit): Kbit[] {
  if (weights.length === 0) return [];
  const floor = Math.min(usefulKbit, Math.floor(totalKbit / weights.length));
  if (floor < leastKbit) {
    throw new Fault(
      'limitOutOfRange',
      `Cannot divide ${totalKbit} kbit/s between ${weights.length} servers on one host`,
    );
  }
  const lightestFirst = weights
    .map((weight, index) => ({ weight, index }))
    .sort((one, other) => one.weight - other.weight);
  let left = { kbit: totalKbit as number, weight: weights.reduce((sum, weight) => sum + weight, 0) };
  const shares = new Array<Kbit>(weights.length).fill(kbit(floor));
  const first = lightestFirst.findIndex(({ weight }) => {
    if (left.kbit * weight >= floor * left.weight) return true;
    left = { kbit: left.kbit - floor, weight: left.weight - weight };
    return false;
  });
  for (const { index, share } of divide(lightestFirst.slice(first), left)) shares[index] = share;
  return shares;
}

interface Weighed {
  readonly weight: number;
  readonly index: number;
}

function divide(
  weighed: readonly Weighed[],
  total: { kbit: number; weight: number },
): { index: number; share: Kbit }[] {
  const exact = weighed.map(({ weight, index }) => {
    const product = total.kbit * weight;
    return { index, whole: Math.floor(product / total.weight), remainder: product % total.weight };
  });
  const spare = total.kbit - exact.reduce((sum, { whole }) => sum + whole, 0);
  exact.sort((one, other) => other.remainder - one.remainder || one.index - other.index);
  return exact.map(({ index, whole }, place) => ({ index, share: kbit(place < spare ? whole + 1 : whole) }));
}
