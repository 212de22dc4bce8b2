import { describe, expect, test } from 'vitest';
import { formatETag, parseIfMatch } from '../../../src/http/etag.ts';

describe('parseIfMatch', () => {
  test.each([undefined, '*', ' * '])('%j accepts every version', (header) => {
    expect(parseIfMatch(header)).toBeUndefined();
  });

  test.each([
    ['"7"', 7],
    ['"6", "7"', 7],
    [' "7" ', 7],
  ])('%j accepts %d', (header, version) => {
    expect(parseIfMatch(header)?.(version)).toBe(true);
  });

  test.each(['"8"', '7', 'W/"7"', '', '"07"', '"7" "8"', 'nonsense'])('%j does not accept 7', (header) => {
    expect(parseIfMatch(header)?.(7)).toBe(false);
  });

  test('accepts what was answered', () => {
    expect(parseIfMatch(formatETag(12))?.(12)).toBe(true);
  });
});
