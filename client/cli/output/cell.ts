import type { NumberTraits } from '../../action-table.ts';
import { printable } from './printable.ts';

/** A value for people: with its unit, and with its name where the number stands for something else. */
export function formatForPeople(value: unknown, traits: NumberTraits | undefined): string {
  if (value === undefined || value === null) return '-';
  const { unit, words = {} } = traits ?? {};
  const word = Object.keys(words).find((name) => words[name] === value);
  if (word !== undefined) return unit === undefined ? `${value} (${word})` : word;
  if (unit === 'KiB' && typeof value === 'number') return `${value} KiB (${round(value / 1024)} MiB)`;
  return `${formatForPrograms(value)}${unit === undefined ? '' : ` ${unit}`}`;
}

/** A value as one word or text, for the formats that know only text. */
export function formatForPrograms(value: unknown): string {
  if (value === undefined || value === null) return '-';
  return printable(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

const round = (number: number): number => Number(number.toFixed(1));
