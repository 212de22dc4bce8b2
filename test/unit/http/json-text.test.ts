import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../../src/http/json-text.ts';

const read = (text: string) => parseJson(Buffer.from(text));

test('parseJson reads what JSON.parse reads, whatever it is', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      expect(read(text).value).toEqual(JSON.parse(text));
    }),
  );
});

test.each([
  '{"a":1,"a":1}',
  '{"b":{"a":1,"a":2}}',
  '[{"a":1,"\\u0061":1}]',
  '\ufeff{}',
  '',
  '{',
  '[1,]',
  '['.repeat(40) + ']'.repeat(40),
])('parseJson refuses %s', (text) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({ kind: 'malformedRequest', message: 'Malformed request body' }),
  );
});

test('parseJson is not misled by what looks like a key or a bracket inside a string', () => {
  expect(read('{"a":"{\\"a\\":1,[[[","b":["a: 1e999", "\\\\"]}').inexact).toBeUndefined();
});

test.each([
  ['{"a": 9007199254740992}', { key: 'a', text: '9007199254740992' }],
  ['{"a": 1, "b": {"c\\n": -9007199254740993}}', { key: 'c\n', text: '-9007199254740993' }],
  ['{"a": 1e400}', { key: 'a', text: '1e400' }],
  ['{"a": 1e-400}', { key: 'a', text: '1e-400' }],
  ['{"a": 3.00000000000000000001}', { key: 'a', text: '3.00000000000000000001' }],
  ['{"a": [1, 1e16]}', { key: 'a', text: '1e16' }],
])('parseJson reports the number in %s that it would have rounded', (text, inexact) => {
  expect(read(text).inexact).toEqual(inexact);
});

test.each([
  '0',
  '-0',
  '9007199254740991',
  '-9007199254740991',
  '1.5',
  '0.1',
  '1e3',
  '15.0',
  '1.50e1',
  '100E-2',
  '0.000',
])('parseJson takes the number %s', (number) => {
  expect(read(`{"a": ${number}}`)).toEqual({ value: { a: Number(number) }, inexact: undefined });
});
