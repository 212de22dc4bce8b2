import { expect, test } from 'vitest';
import { formatWarning } from '../../../src/http/warning.ts';

test.each([
  ['plain text', '299 novatune "plain text"'],
  ['a "quoted" \\ one', '299 novatune "a \\"quoted\\" \\\\ one"'],
  ['two\r\nlines', '299 novatune "two lines"'],
  ['naïve … €', '299 novatune "na?ve ? ?"'],
])('formatWarning turns %j into %s', (text, value) => {
  expect(formatWarning(text)).toBe(value);
});

test('formatWarning has an end', () => {
  expect(formatWarning('x'.repeat(10_000)).length).toBeLessThan(500);
});
