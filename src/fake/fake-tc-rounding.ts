/** Kernel ticks (64 ns) of a microsecond. @see /proc/net/psched, the same on every kernel since 2.6.31 */
const ticksPerMicrosecond = 15.625;

const rateUnits = ['', 'K', 'M', 'G', 'T'] as const;

/** A rate in bit/s as tc 6.1 prints it: whole steps of 1000, and from 1000 of the next unit on what is below one step is dropped. */
export function printRate(bitsPerSecond: number): string {
  let value = bitsPerSecond;
  let unit = 0;
  while (unit < rateUnits.length - 1 && value >= 1000 && (value % 1000 === 0 || value >= 1_000_000)) {
    value = Math.floor(value / 1000);
    unit += 1;
  }
  return `${value}${rateUnits[unit]}bit`;
}

/** A size in bytes as tc 6.1 prints it: whole Mb within 1024 bytes of them, whole Kb within 16. */
export function printSize(bytes: number): string {
  const mega = Math.round(bytes / 1024 ** 2);
  const kilo = Math.round(bytes / 1024);
  if (bytes >= 1024 ** 2 && Math.abs(mega * 1024 ** 2 - bytes) < 1024) return `${mega}Mb`;
  if (bytes >= 1024 && Math.abs(kilo * 1024 - bytes) < 16) return `${kilo}Kb`;
  return `${bytes}b`;
}

/** What is left of a burst after tc has made it a time at this rate, the kernel has kept that, and tc has made it bytes again. */
export function roundBurst(bytes: number, bitsPerSecond: number): number {
  const bytesPerSecond = bitsPerSecond / 8;
  const ticks = Math.floor(Math.floor(1e6 * (bytes / bytesPerSecond)) * ticksPerMicrosecond);
  return Math.floor((bytesPerSecond * Math.floor(ticks / ticksPerMicrosecond)) / 1e6);
}
