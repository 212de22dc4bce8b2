import { expect, test } from 'vitest';
import { parseMemorySize } from '../../../src/inventory/memory-size.ts';

test.each([
  ['262144', 'KiB', 262_144],
  ['262144', undefined, 262_144],
  ['262144', 'k', 262_144],
  ['256', 'MiB', 262_144],
  ['256', 'M', 262_144],
  ['1', 'GiB', 1_048_576],
  ['1', 'TiB', 1_073_741_824],
  ['1', 'GB', 976_563],
  ['1000', 'KB', 977],
  ['268435456', 'bytes', 262_144],
  ['1', 'b', 1],
  ['2', 'gib', 2_097_152],
  ['\n 262144 ', 'KiB', 262_144],
])('parseMemorySize reads %j %s as %i KiB', (text, unit, sizeKiB) => {
  expect(parseMemorySize(text, unit)).toBe(sizeKiB);
});

test.each([
  ['', 'KiB'],
  ['0', 'KiB'],
  ['-5', 'KiB'],
  ['1.5', 'GiB'],
  ['1e3', 'KiB'],
  ['0x10', 'KiB'],
  ['262144', ''],
  ['262144', 'constructor'],
  ['262144', 'PiX'],
  ['99999999999999999999', 'TiB'],
])('parseMemorySize refuses %j %s: a maximum must not be guessed', (text, unit) => {
  expect(() => parseMemorySize(text, unit)).toThrow(/not a memory size/);
});
