import { describe, expect, test } from 'vitest';
import { findField, findNumber, getNumber, parseRows } from '../../../src/compute/virsh-table.ts';

describe('findField', () => {
  test.each([
    ['cpu_shares     : 1024\n', 'cpu_shares', '1024'],
    ['swap_hard_limit: unlimited\n', 'swap_hard_limit', 'unlimited'],
    ['actual 262144\nlast_update 0\n', 'last_update', '0'],
  ])('reads a value out of %j', (text, name, value) => {
    expect(findField(text, name)).toBe(value);
  });

  test('does not take a longer name for the one that is asked for', () => {
    expect(findField('usable_max 5\nusable 7\n', 'usable')).toBe('7');
  });

  test.each(['', 'other : 1\n', 'weight :\n', 'weight : \n'])('finds nothing in %j', (text) => {
    expect(findField(text, 'weight')).toBeUndefined();
  });
});

describe('findNumber and getNumber', () => {
  test('read whole numbers, also negative ones', () => {
    expect(getNumber('vcpu_quota     : -1\n', 'vcpu_quota')).toBe(-1);
    expect(findNumber('vcpu_quota     : -1\n', 'vcpu_quota')).toBe(-1);
  });

  test.each(['abc', '1.5', '0x', '9007199254740993', 'unlimited'])('refuse %s', (value) => {
    expect(() => getNumber(`weight : ${value}\n`, 'weight')).toThrow(/no number weight/);
    expect(() => findNumber(`weight : ${value}\n`, 'weight')).toThrow(/no number weight/);
  });

  test('differ where the line is missing', () => {
    expect(findNumber('', 'weight')).toBeUndefined();
    expect(() => getNumber('', 'weight')).toThrow(/no number weight/);
  });
});

describe('parseRows', () => {
  const row = ' vnet0   bridge   br100    virtio   fa:16:3e:00:00:01\n';
  const cells = ['vnet0', 'bridge', 'br100', 'virtio', 'fa:16:3e:00:00:01'];

  test('reads the table of a quiet virsh, which has no head', () => {
    expect(parseRows(row)).toEqual([cells]);
  });

  test('reads a table with a head', () => {
    const head = ` Interface   Type     Source   Model    MAC\n${'-'.repeat(62)}\n`;

    expect(parseRows(`${head}${row}\n`)).toEqual([cells]);
  });

  test('finds no rows in an empty answer', () => {
    expect(parseRows('\n')).toEqual([]);
  });
});
