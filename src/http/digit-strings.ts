import type { Schema } from './contract.ts';

/**
 * Turns the digit strings of integer fields into integers: `"3"` into 3, and `"-1"` into -1 where the schema has negative numbers.
 * Nothing else is touched: not "3.0", " 3", "0x3", "1e3", "+3", "", and no number beyond 2^53. Answers a new value.
 */
export function integersOfDigits(schema: Schema, value: unknown): unknown {
  if (schema.type === 'integer') return typeof value === 'string' ? integerOfDigits(schema, value) : value;
  const { properties } = schema;
  if (properties === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const inner = Object.hasOwn(properties, key) ? properties[key] : undefined;
      return [key, inner === undefined ? each : integersOfDigits(inner, each)];
    }),
  );
}

function integerOfDigits({ minimum = 0 }: Schema, text: string): number | string {
  if (!isInteger(text) || (text.startsWith('-') && minimum >= 0)) return text;
  const value = Number(text);
  // Adding 0 turns -0 into 0.
  return Number.isSafeInteger(value) ? value + 0 : text;
}

/** Whether a text is an integer in decimal digits, of whatever size. */
export const isInteger = (text: string): boolean => /^-?[0-9]+$/.test(text);
