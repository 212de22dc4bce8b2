import type { Kbit } from '../units.ts';

/** The largest frame a guest hands over at once (segmentation offload). Quanta below it share nothing: measured, 41:36 where 48:28 was due. */
const gsoFrameBytes = 65_536;
/** Ethernet frame of 1500 bytes with its header; HTB warns below 1000. */
const smallestQuantumBytes = 1514;
/** One turn of all guests may take so long at htb_rate, in seconds: who has just sent all its quantum waits for it. */
const roundSeconds = 0.1;

/** Bursts are this much of a rate, in seconds; it must cover the kernel timer's delay. */
const burstSeconds = 0.01;
const smallestBurstBytes = 16_384;

/** Bytes that a rate carries in a time. */
const bytesIn = (rateKbit: Kbit, seconds: number): number => rateKbit * 125 * seconds;

/**
 * Quanta in bytes, in proportion to the weights, so that what others leave is shared as the guarantees are. The smallest is a GSO frame;
 * where that makes a round longer than 100 ms at `htbRateKbit` all are scaled down to it, each at least an Ethernet frame.
 */
export function quanta(weights: readonly number[], htbRateKbit: Kbit): number[] {
  const lightest = weights.reduce((least, weight) => Math.min(least, weight), Number.POSITIVE_INFINITY);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const perWeight = Math.min(gsoFrameBytes / lightest, bytesIn(htbRateKbit, roundSeconds) / sum);
  return weights.map((weight) => Math.max(smallestQuantumBytes, Math.floor(perWeight * weight + rounding)));
}

/** Keeps 65536 / 38 * 38 from ending as 65535. */
const rounding = 1e-6;

/** The quantum of a fixed class that stands beside or above these: in proportion to its rate, at least a GSO frame; bytes. */
export function quantumBeside(guestQuanta: readonly number[], part: number): number {
  const sum = guestQuanta.reduce((total, quantum) => total + quantum, 0);
  return Math.max(gsoFrameBytes, Math.floor(sum * part));
}

/** Bytes a class may send at once after a pause: 10 ms of the rate, at least 16 KiB. Rounded up, for tc rounds down to microseconds. */
export const burst = (rateKbit: Kbit): number =>
  Math.max(smallestBurstBytes, Math.ceil(bytesIn(rateKbit, burstSeconds)));
