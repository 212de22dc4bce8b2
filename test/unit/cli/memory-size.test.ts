import { describe, expect, test } from 'vitest';
import { parseMemoryMiB } from '../../../client/cli/memory-size.ts';

describe('parseMemoryMiB', () => {
  test.each([
    ['512', 512],
    ['512M', 512],
    ['512m', 512],
    ['512 MiB', 512],
    ['1GiB', 1024],
    ['1.5G', 1536],
    ['1.5gib', 1536],
    ['2048K', 2],
    ['1T', 1_048_576],
    ['1048576KiB', 1024],
    ['16384000000KB', 15_625_000],
    ['-1', -1],
    ['0', 0],
  ])('reads %s as %d MiB', (text, mebibytes) => {
    expect(parseMemoryMiB(text)).toBe(mebibytes);
  });

  test.each([
    ['1.7M', "'1.7M' is 1.7 MiB, and only whole MiB can be set: the nearest are 1 and 2"],
    ['500MB', "'500MB' is 476.837 MiB, and only whole MiB can be set: the nearest are 476 and 477"],
    ['1000K', "'1000K' is 0.977 MiB, and only whole MiB can be set: the nearest are 0 and 1"],
  ])('refuses %s with the nearest two', (text, message) => {
    expect(() => parseMemoryMiB(text)).toThrow(message);
  });

  test.each([
    '',
    'much',
    '12 apples',
    '1e3',
    '0x10',
    '--5',
    '1,5G',
    'G',
    '5 M B',
    'Infinity',
  ])('refuses %j as no size', (text) => {
    expect(() => parseMemoryMiB(text)).toThrow(`'${text}' is no size of memory`);
  });

  test('refuses more than can be counted', () => {
    expect(() => parseMemoryMiB('99999999999999T')).toThrow('more memory than can be counted');
  });
});
