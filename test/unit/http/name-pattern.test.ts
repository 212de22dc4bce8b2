import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseNamePattern } from '../../../src/http/name-pattern.ts';

const piece = fc.oneof(
  fc.constantFrom('a', 'b', '.', '\\d', '\\w', '\\.', '-', '^', '$', '[ab]', '[^b]', '[a-c]', 'A', '[\\d_]'),
  fc.constantFrom('a*', 'b+', 'a?', '.*', '[ab]{2}', 'a{1,}', '(?:ab){0,2}', '(a|b|)', '(a*|b)*', '(ab?)+'),
);
const pattern = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
const name = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '1', '.', '-', '_'), maxLength: 8 });

test('parseNamePattern matches what RegExp matches, case ignored', () => {
  fc.assert(
    fc.property(pattern, name, (text, tried) => {
      expect(parseNamePattern(text)?.matches(tried)).toBe(new RegExp(text, 'i').test(tried));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  '(',
  ')',
  '[',
  '[]',
  '*',
  '+a',
  'a**',
  'a{2}{3}',
  'a{3,2}',
  '[b-a]',
  '\\',
  '(?=a)',
  '(?<a>b)',
  '(a)\\1',
  '\\b',
  'x'.repeat(256),
])('parseNamePattern does not take %s', (text) => {
  expect(parseNamePattern(text)).toBeUndefined();
});

test.each(['a{,2}', '{', 'a{x}', 'VM]'])('parseNamePattern takes %s for literals', (text) => {
  expect(parseNamePattern(text)?.matches(`x${text}x`)).toBe(true);
});

test.each([
  '(a*)*$',
  '(a|a)*$',
  '(a+)+$',
  '(.*)*(.*)*(.*)*x',
  '((a{0,9}){0,9}){0,3}$',
  `${'a?'.repeat(100)}${'a'.repeat(100)}`,
])('no name holds up %s', (text) => {
  const startedAt = performance.now();

  for (let count = 0; count < 10; count += 1) parseNamePattern(text)?.matches(`${'a'.repeat(254)}!`);

  expect(performance.now() - startedAt).toBeLessThan(2000);
});

test.each([
  '((((x{999}){999}){999}){999})',
  '(){999}',
  'x{999}',
  `${'(x|'.repeat(60)}`,
])('no pattern is read for long: %s', (text) => {
  const startedAt = performance.now();

  parseNamePattern(text);

  expect(performance.now() - startedAt).toBeLessThan(1000);
});
