import type { Answer } from './answer.ts';
import { formatForPrograms } from './cell.ts';

/** Comma separated values, RFC 4180 but for the line ends, texts quoted and numbers not. @see cliff's commaseparated.py */
export function formatCsv({ columns, rows }: Answer, withHeadings: boolean): string {
  const headings = columns.map(({ key }) => quoted(key));
  const lines = rows.map((row) =>
    columns.map(({ key }) => (typeof row[key] === 'number' ? row[key] : quoted(textOf(row[key])))),
  );
  return [...(withHeadings ? [headings] : []), ...lines].map((line) => `${line.join(',')}\n`).join('');
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const textOf = (value: unknown): string => (value === undefined || value === null ? '' : formatForPrograms(value));

/** Bare values, one row on a line, a blank between them. */
export const formatValue = ({ columns, rows }: Answer): string =>
  rows.map((row) => `${columns.map(({ key }) => formatForPrograms(row[key])).join(' ')}\n`).join('');

/** Assignments for a shell's `eval`; those of a list are numbered: `share_1`, `share_2`. */
export const formatShell = ({ columns, rows, one }: Answer): string =>
  rows
    .flatMap((row, index) =>
      columns.map(({ key }) => `${key}${one ? '' : `_${index + 1}`}="${escaped(textOf(row[key]))}"\n`),
    )
    .join('');

const escaped = (text: string): string => text.replace(/[\\"$`]/g, String.raw`\$&`);
