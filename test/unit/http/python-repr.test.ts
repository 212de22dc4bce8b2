import { expect, test } from 'vitest';
import { pythonRepr, pythonText, shorten } from '../../../src/http/python-repr.ts';

test.each([
  [null, 'None'],
  [true, 'True'],
  [false, 'False'],
  [1.5, '1.5'],
  [[], '[]'],
  [{}, '{}'],
  ['', "''"],
  ["it's", '"it\'s"'],
  ['"', "'\"'"],
  ['"it\'s"', "'\"it\\'s\"'"],
  ['a\\b\n\t\u0000\u009f\ud800é', "'a\\\\b\\n\\t\\x00\\x9f\\ud800é'"],
  [{ a: [1, null, 'x'], 'b c': { d: true } }, "{'a': [1, None, 'x'], 'b c': {'d': True}}"],
])('pythonRepr shows %j as %s', (value, shown) => {
  expect(pythonRepr(value)).toBe(shown);
});

test('pythonText shows a string as it is, and what is inside a value as pythonRepr does', () => {
  expect([pythonText("it's"), pythonText(['x']), pythonText(null)]).toEqual(["it's", "['x']", 'None']);
});

test('shorten keeps 256 characters', () => {
  expect(shorten('x'.repeat(256))).toBe('x'.repeat(256));
  expect(shorten('x'.repeat(257))).toBe(`${'x'.repeat(256)}...`);
});
