import { type Kbit, kbit } from '../units.ts';

const bitsPerUnit: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const bytesPerUnit: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** A rate as tc prints it (`39015Kbit`, decimal units), in kbit; undefined for any other text. */
export function findRate(text: string | undefined): Kbit | undefined {
  const [, value, unit] = /^(\d+(?:\.\d+)?)([KMGT]?)bit$/.exec(text ?? '') ?? [];
  return value === undefined ? undefined : kbit((Number(value) * bitsPerUnit[unit ?? '']!) / 1000);
}

/** A size as tc prints it (`16Kb`, `48768b/1`: binary units, `b` is bytes), in bytes; undefined for any other text. */
export function findBytes(text: string | undefined): number | undefined {
  const [, value, unit] = /^(\d+(?:\.\d+)?)([KMG]?)b(?:\/\d+)?$/.exec(text ?? '') ?? [];
  return value === undefined ? undefined : Number(value) * bytesPerUnit[unit ?? '']!;
}

/**
 * True when `shown` is what tc prints of the rate `set`. From 1 Gbit on tc leaves out what is below a whole Mbit (1234567 kbit is
 * `1234Mbit`), from 1 Tbit on what is below a whole Gbit; the kernel still has it.
 * @see iproute2 tc_print_rate, measured with 6.1
 */
export function isRateShownAs(set: Kbit, shown: Kbit): boolean {
  const step = set < 1e6 ? 1 : set < 1e9 ? 1e3 : 1e6;
  return set === shown || Math.floor(set / step) * step === shown;
}

/** tc turns a burst into ticks of its rate through whole microseconds, twice, and rounds down each time. */
const lostMicroseconds = 3;

/**
 * True when `shown` is what tc prints of the burst `set` of a class with this rate; sizes in bytes. Besides the microseconds it prints
 * whole `Kb` within 16 bytes of them and whole `Mb` within 1024.
 * @see iproute2 tc_calc_xmittime and print_size, measured with 6.1
 */
export function isBurstShownAs(set: number, shown: number, rateKbit: Kbit): boolean {
  const bytesPerMicrosecond = rateKbit / 8000;
  const rounding = shown >= 1024 ** 2 ? 1024 : 16;
  return Math.abs(set - shown) <= lostMicroseconds * bytesPerMicrosecond + rounding;
}
