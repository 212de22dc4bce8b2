import { describe, expect, test } from 'vitest';
import { parseMemoryMiB } from '../../../client/cli/memory-size.ts';

describe('parseMemoryMiB', () => {
  test.each([
    ['512', 512],
    ['512M', 512],
    ['512m', 512],
    ['512 MiB', 512],
    ['512.000', 512],
    ['1GiB', 1024],
    ['1.5G', 1536],
    ['.5G', 512],
    ['1.5gib', 1536],
    ['2048K', 2],
    ['1T', 1_048_576],
    ['1048576KiB', 1024],
    ['16384000000KB', 15_625_000],
    ['15.72864MB', 15],
    ['0.01572864GB', 15],
    ['0.00001572864TB', 15],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-1', -1],
    ['0', 0],
  ])('reads %s as %d MiB', (text, mebibytes) => {
    expect(parseMemoryMiB(text)).toBe(mebibytes);
  });

  test.each([
    ['1.7M', '1.7 MiB', 'the nearest are 1 and 2'],
    ['500MB', '476.837 MiB', 'the nearest are 476 and 477'],
    ['512.0001', 'a little more than 512 MiB', 'the nearest are 512 and 513'],
    ['512.9999', 'a little less than 513 MiB', 'the nearest are 512 and 513'],
    ['128.00000000000000001', 'a little more than 128 MiB', 'the nearest are 128 and 129'],
    ['1024.0000000000000001K', 'a little more than 1 MiB', 'the nearest are 1 and 2'],
    ['8796093022207.0001', 'a little more than 8796093022207 MiB', 'the nearest are 8796093022207 and 8796093022208'],
    ['4503599627370497.5', '4503599627370497.5 MiB', 'the nearest are 4503599627370497 and 4503599627370498'],
  ])('refuses %s with the nearest two', (text, size, nearest) => {
    expect(() => parseMemoryMiB(text)).toThrow(
      new RangeError(`'${text}' is ${size}, and only whole MiB can be set: ${nearest}`),
    );
  });

  test.each([
    ['0.5M', '0.5 MiB'],
    ['1000K', '0.977 MiB'],
    ['0.0001', 'a little more than 0 MiB'],
  ])('refuses %s without naming 0, which cannot be set', (text, size) => {
    expect(() => parseMemoryMiB(text)).toThrow(
      new RangeError(`'${text}' is ${size}, and only whole MiB can be set: the least is 1`),
    );
  });

  test.each(['-1024K', '-0.5', '-1M', '-1.0', '-.5G'])('refuses %s, which is no way to say -1 or 0', (text) => {
    expect(() => parseMemoryMiB(text)).toThrow(`'${text}' is less than no memory: a size is 1 MiB or more`);
  });

  test.each([
    '',
    '.',
    '.G',
    '5.',
    'much',
    '12 apples',
    '1e3',
    '0x10',
    '--5',
    '1,5G',
    'G',
    '-',
    '5 M B',
    'Infinity',
  ])('refuses %j as no size', (text) => {
    expect(() => parseMemoryMiB(text)).toThrow(`'${text}' is no size of memory`);
  });

  test.each([
    '99999999999999T',
    '9007199254740992',
    '9007199254740991.5',
    '-9007199254740992',
    '9'.repeat(400),
  ])('refuses %s as more than can be counted', (text) => {
    expect(() => parseMemoryMiB(text)).toThrow('more memory than can be counted');
  });
});
