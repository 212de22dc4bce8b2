import { describe, expect, test } from 'vitest';
import { endOfLease } from '../../../src/allocations/lease.ts';

const now = new Date('2026-11-20T12:00:00Z');

describe('endOfLease', () => {
  test.each([
    ['90s', '2026-11-20T12:01:30Z'],
    ['30m', '2026-11-20T12:30:00Z'],
    ['12h', '2026-11-21T00:00:00Z'],
    ['7d', '2026-11-27T12:00:00Z'],
    ['366d', '2027-11-21T12:00:00Z'],
  ])('%s from now is %s', (text, end) => {
    expect(endOfLease(text, now)).toEqual(new Date(end));
  });

  test.each([
    '',
    '30',
    'm',
    '0s',
    '-5m',
    '1.5h',
    '30 m',
    '30M',
    '1w',
    '367d',
    '999999999d',
    '1e3s',
  ])('%j is refused with what would be right', (text) => {
    expect(() => endOfLease(text, now)).toThrow(
      `Invalid input for field/attribute for. Value: ${text}. it must be a time such as 90s, 30m, 12h or 7d, up to 366d`,
    );
  });
});
