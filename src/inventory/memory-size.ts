import { type KiB, kib } from '../units.ts';

/** Bytes of each unit that libvirt knows; it ignores their case. @see libvirt src/util/virutil.c virScaleInteger */
const bytesOf: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  k: 1024,
  kib: 1024,
  kb: 1000,
  m: 1024 ** 2,
  mib: 1024 ** 2,
  mb: 1000 ** 2,
  g: 1024 ** 3,
  gib: 1024 ** 3,
  gb: 1000 ** 3,
  t: 1024 ** 4,
  tib: 1024 ** 4,
  tb: 1000 ** 4,
};

/**
 * Reads a size as domain XML has it: `<memory unit='KiB'>262144</memory>`. Rounded up to KiB, as libvirt does.
 * @throws {Error} it is no size, or of an unknown unit: a maximum must not be guessed
 */
export function parseMemorySize(text: string, unit = 'KiB'): KiB {
  const factor = Object.hasOwn(bytesOf, unit.toLowerCase()) ? bytesOf[unit.toLowerCase()] : undefined;
  const sizeKiB = Math.ceil((Number(text) * (factor ?? Number.NaN)) / 1024);
  if (!/^\s*\d+\s*$/.test(text) || !Number.isSafeInteger(sizeKiB) || sizeKiB === 0) {
    throw new Error(`not a memory size: ${JSON.stringify(text.slice(0, 50))} ${JSON.stringify(unit.slice(0, 50))}`);
  }
  return kib(sizeKiB);
}
