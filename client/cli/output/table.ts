import Table from 'cli-table3';
import type { Answer, Column } from './answer.ts';
import { formatForPeople } from './cell.ts';
import { inColour } from './colour.ts';
import { headingOf } from './heading.ts';

type Row = Answer['rows'][number];

const sides = ['top', 'bottom', 'left', 'right'];
/** PrettyTable's lines, as all of OpenStack's clients draw them. */
const chars = {
  ...Object.fromEntries(
    sides.flatMap((side) => [`${side}-mid`, `top-${side}`, `bottom-${side}`]).map((at) => [at, '+']),
  ),
  ...{ top: '-', bottom: '-', mid: '-', 'mid-mid': '+', left: '|', right: '|', middle: '|' },
};

/**
 * A table for people; a change shows as `before -> after` unless somebody chose the columns.
 * @param stream where it is written to, which may have colour
 */
export function formatTable({ columns, rows }: Answer, isChosen: boolean, stream: NodeJS.WriteStream): string {
  const merged = isChosen ? [] : columns.flatMap(({ from }) => from ?? []);
  const shown = columns.filter(({ key, isForPrograms }) => isChosen || !(isForPrograms || merged.includes(key)));
  const head = shown.map(({ key }) => inColour(stream, 'bold', headingOf(key)));
  const table = new Table({ head, chars, style: { head: [], border: [] } });
  for (const row of rows) table.push(shown.map((column) => cellOf(row, column, isChosen, stream)));
  const text = withoutRules(table.toString());
  // Without any row the library takes the rule under the headings for the last one.
  return rows.length === 0 ? `${text}\n${text.split('\n')[0]}\n` : `${text}\n`;
}

function cellOf(row: Row, column: Column, isChosen: boolean, stream: NodeJS.WriteStream): string {
  const { key, from, shownLength } = column;
  const traits = column.traitsOf?.(row) ?? column.traits;
  const value = formatForPeople(row[key], traits).slice(0, shownLength);
  if (row[key] === undefined || row[key] === null) return value;
  if (key === 'error') return inColour(stream, 'red', value);
  if (from === undefined || isChosen || row[from] === undefined) return value;
  const before = formatForPeople(row[from], traits);
  return `${before} -> ${before === value ? value : inColour(stream, 'green', value)}`;
}

/** The library draws a rule between any two rows; only the one under the headings is wanted. */
const withoutRules = (text: string): string =>
  text
    .split('\n')
    .filter((line, index, lines) => index <= 2 || index === lines.length - 1 || line.includes('|'))
    .join('\n');
