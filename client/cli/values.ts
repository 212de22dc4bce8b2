import type { ArgumentTraits } from '../action-table.ts';
import { parseMemoryMiB } from './memory-size.ts';

/**
 * What goes on the wire for an argument as it was typed. Ranges are for the service to judge, which knows the host.
 * @throws {RangeError} the text is no such value; the message says what would be right
 */
export function parseValue(argument: ArgumentTraits, text: string): unknown {
  const { type, unit, words = {}, values } = argument;
  const word = text.toLowerCase();
  if (Object.hasOwn(words, word)) return words[word];
  if (unit === 'MiB') return parseMemoryMiB(text);
  if (values !== undefined && !values.includes(text)) throw new RangeError(`'${text}' is none of ${values.join(', ')}`);
  checkForm(argument, text);
  switch (type) {
    case 'integer':
      return parseNumber(text, /^[+-]?\d+$/, 'a whole number');
    case 'number':
      return parseNumber(text, /^[+-]?\d+(\.\d+)?$/, 'a number');
    case 'boolean':
      return parseBoolean(text);
    case 'object':
    case 'array':
      return parseJson(text);
    default:
      return text;
  }
}

function checkForm({ pattern, examples = [] }: ArgumentTraits, text: string): void {
  if (pattern === undefined || new RegExp(pattern, 'u').test(text)) return;
  const form = examples.length === 0 ? pattern : alternatives(examples);
  throw new RangeError(`'${text}' is not of the form of ${form}`);
}

/** `90s, 30m or 12h`. */
const alternatives = (texts: readonly string[]): string => texts.join(', ').replace(/, (?=[^,]*$)/, ' or ');

function parseNumber(text: string, form: RegExp, wanted: string): number {
  const number = Number(text);
  if (!form.test(text) || Math.abs(number) > Number.MAX_SAFE_INTEGER)
    throw new RangeError(`'${text}' is not ${wanted}`);
  return number;
}

function parseBoolean(text: string): boolean {
  if (!/^(true|false)$/i.test(text)) throw new RangeError(`'${text}' is neither true nor false`);
  return text.toLowerCase() === 'true';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RangeError(`'${text}' is not JSON`);
  }
}
