import { expect, test } from 'vitest';
import { digestOf, TokenCache } from '../../../src/identity/token-cache.ts';
import { ms } from '../../../src/units.ts';

const caller = { userId: 'u', projectId: 'p', roles: [], isAdmin: false };
const valid = { caller, expiresAt: 1_000_000 };

test('ten thousand callers are remembered, and of more those who have not been seen for longest are forgotten', () => {
  const cache = new TokenCache(ms(1000), () => 0);
  for (let count = 0; count < 10_000; count += 1) cache.keep(`token ${count}`, valid);

  cache.find('token 0');
  cache.keep('one more', valid);

  expect(cache.find('token 0')).toEqual(caller);
  expect(cache.find('token 1')).toBeUndefined();
  expect(cache.find('token 2')).toEqual(caller);
  expect(cache.find('one more')).toEqual(caller);
});

test('a caller who is remembered anew is remembered for the whole time again', () => {
  let now = 0;
  const cache = new TokenCache(ms(1000), () => now);
  cache.keep('token', valid);

  now = 999;
  cache.keep('token', valid);
  now = 1998;

  expect(cache.find('token')).toEqual(caller);
});

test('a digest does not tell its token', () => {
  expect(digestOf('gAAAAAB-t0ken')).toMatch(/^[\w+/]{43}=$/);
  expect(digestOf('gAAAAAB-t0ken')).not.toBe(digestOf('gAAAAAB-t0keN'));
});
