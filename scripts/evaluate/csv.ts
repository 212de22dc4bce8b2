import type { Line, Panel, Point } from './figure.ts';

/**
 * What was seen, a row for each moment: `seconds`, a column for each line, and `event`. Lines that were looked at at different moments leave the
 * cells of the others empty.
 */
export function formatCsv({ lines, marks }: Pick<Panel, 'lines' | 'marks'>): string {
  const rows = new Map<number, string[]>();
  const rowAt = (seconds: number): string[] => {
    const rounded = round(seconds);
    const row = rows.get(rounded) ?? Array.from({ length: lines.length + 1 }, () => '');
    rows.set(rounded, row);
    return row;
  };
  for (const [column, { points }] of lines.entries()) {
    for (const { seconds, value } of points) rowAt(seconds)[column] = String(round(value));
  }
  for (const { seconds, text } of marks) {
    const row = rowAt(seconds);
    row[lines.length] = [row[lines.length], text].filter(Boolean).join('; ');
  }
  const header = ['seconds', ...lines.map(({ name }) => name), 'event'];
  const body = [...rows].sort(([one], [other]) => one - other).map(([seconds, cells]) => [String(seconds), ...cells]);
  return [header, ...body].map((cells) => `${cells.map(quote).join(',')}\n`).join('');
}

/** The lines of what `formatCsv` wrote, for their names. */
export function parseCsv(text: string, names: readonly string[]): Line[] {
  const rows = text.trimEnd().split('\n').slice(1);
  // Only the last cell may have a comma in it.
  const cells = rows.map((row) => row.split(','));
  return names.map((name, index) => ({
    name,
    points: cells.flatMap((row): Point[] => {
      const value = row[index + 1] ?? '';
      return value === '' ? [] : [{ seconds: Number(row[0]), value: Number(value) }];
    }),
  }));
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

const quote = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
