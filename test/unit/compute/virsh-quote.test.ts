import { expect, test } from 'vitest';
import { formatVirshLine } from '../../../src/compute/virsh-quote.ts';

test.each([
  [['list', '--all'], `'list' '--all'`],
  [['dominfo', ''], `'dominfo' ''`],
  [['dominfo', "it's"], `'dominfo' 'it'\\''s'`],
  [['desc', 'a; b # "c" \\ $d `e`'], `'desc' 'a; b # "c" \\ $d \`e\`'`],
  [['dominfo', 'ü 服务器'], `'dominfo' 'ü 服务器'`],
])('formatVirshLine quotes %j', (args, line) => {
  expect(formatVirshLine(args)).toBe(line);
});

test.each([
  '\t',
  '\n',
  '\r',
  '\0',
  '\u001b',
  '\u007f',
])('formatVirshLine refuses the control character %j', (character) => {
  expect(() => formatVirshLine(['dominfo', `a${character}b`])).toThrow(TypeError);
});

test('formatVirshLine refuses a command without a name', () => {
  expect(() => formatVirshLine([])).toThrow(TypeError);
});
