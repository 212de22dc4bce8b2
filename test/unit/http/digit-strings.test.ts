import { expect, test } from 'vitest';
import { integersOfDigits } from '../../../src/http/digit-strings.ts';

const schema = {
  type: 'object',
  properties: {
    prio: { type: 'integer', minimum: 0 },
    limit: { type: 'integer', minimum: -1 },
    name: { type: 'string' },
    inner: { type: 'object', properties: { size: { type: 'integer', minimum: 0 } } },
  },
};

test('integersOfDigits converts the integer fields that hold digits, at any depth', () => {
  expect(integersOfDigits(schema, { prio: '3', limit: '-1', inner: { size: '007' } })).toEqual({
    prio: 3,
    limit: -1,
    inner: { size: 7 },
  });
});

test('integersOfDigits converts nothing else', () => {
  const value = { prio: '-1', limit: '+1', name: '3', unknown: '3', inner: '3' };

  expect(integersOfDigits(schema, value)).toEqual(value);
});

test.each([
  '',
  ' 3',
  '3 ',
  '3.0',
  '0x3',
  '1e3',
  '-',
  '--1',
  '٣',
  '3\n',
  '9007199254740992',
])('integersOfDigits leaves %j alone', (text) => {
  expect(integersOfDigits(schema, { limit: text })).toEqual({ limit: text });
});

test.each([null, [], 'x', 3, undefined])('integersOfDigits leaves %j, which is no object, alone', (value) => {
  expect(integersOfDigits(schema, value)).toEqual(value);
});

test('integersOfDigits knows no negative zero', () => {
  expect(integersOfDigits(schema, { limit: '-0' })).toEqual({ limit: 0 });
});

test('integersOfDigits keeps a key named __proto__ a key', () => {
  const value = integersOfDigits(schema, JSON.parse('{"__proto__": {"prio": "3"}}')) as object;

  expect(Object.keys(value)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});
