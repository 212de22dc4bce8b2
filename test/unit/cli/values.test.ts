import { describe, expect, test } from 'vitest';
import type { ArgumentTraits } from '../../../client/action-table.ts';
import { parseValue } from '../../../client/cli/values.ts';

const argument = (type: ArgumentTraits['type'], traits: Partial<ArgumentTraits> = {}): ArgumentTraits => ({
  field: 'field',
  name: 'name',
  required: true,
  description: '',
  type,
  ...traits,
});

describe('parseValue', () => {
  test.each([
    ['integer', '4', 4],
    ['integer', '-1', -1],
    ['number', '1.5', 1.5],
    ['boolean', 'True', true],
    ['boolean', 'false', false],
    ['object', '{"a": 1}', { a: 1 }],
    ['array', '[1]', [1]],
    ['string', ' as it is ', ' as it is '],
  ] as const)('reads %s %j', (type, text, value) => {
    expect(parseValue(argument(type), text)).toEqual(value);
  });

  test.each([
    ['integer', '4.5', "'4.5' is not a whole number"],
    ['integer', '9007199254740992', "'9007199254740992' is not a whole number"],
    ['number', '1e3', "'1e3' is not a number"],
    ['boolean', 'yes', "'yes' is neither true nor false"],
    ['object', '{a: 1}', "'{a: 1}' is not JSON"],
  ] as const)('refuses %s %j', (type, text, message) => {
    expect(() => parseValue(argument(type), text)).toThrow(new RangeError(message));
  });

  test('reads a word for a number in any case', () => {
    expect(parseValue(argument('integer', { words: { unlimited: -1 } }), 'Unlimited')).toBe(-1);
    expect(parseValue(argument('integer', { unit: 'MiB', words: { unlimited: -1 } }), 'unlimited')).toBe(-1);
  });

  test.each(['constructor', '__proto__', 'toString', 'valueof'])('takes %s for no word', (text) => {
    expect(() => parseValue(argument('integer', { words: { unlimited: -1 } }), text)).toThrow('is not a whole number');
    expect(() => parseValue(argument('integer'), text)).toThrow('is not a whole number');
  });

  test('takes only a text of the right form, and says which that is', () => {
    const pattern = '^[1-9][0-9]*[smhd]$';
    const lease = argument('string', { pattern, examples: ['90s', '30m', '7d'] });
    expect(parseValue(lease, '30m')).toBe('30m');
    for (const text of ['30', '', '30 m', '30m\n', '-1s', '1.5h'])
      expect(() => parseValue(lease, text)).toThrow(new RangeError(`'${text}' is not of the form of 90s, 30m or 7d`));

    const [one, none] = [argument('string', { pattern, examples: ['90s'] }), argument('string', { pattern })];
    expect(() => parseValue(one, 'x')).toThrow(new RangeError("'x' is not of the form of 90s"));
    expect(() => parseValue(none, 'x')).toThrow(new RangeError(`'x' is not of the form of ${pattern}`));
  });

  test('takes only a value that there is', () => {
    const colour = argument('string', { values: ['red', 'green'] });
    expect(parseValue(colour, 'green')).toBe('green');
    expect(() => parseValue(colour, 'blue')).toThrow(new RangeError("'blue' is none of red, green"));
    expect(() => parseValue(colour, 'constructor')).toThrow(RangeError);
  });
});
