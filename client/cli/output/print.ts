import type { Answer, Column } from './answer.ts';
import { isColumn } from './heading.ts';

export const formats = ['table', 'json', 'yaml', 'csv', 'value', 'shell'] as const;
export type Format = (typeof formats)[number];

/** How an answer is to be printed. */
export interface Form {
  readonly format: Format;
  /** Only these columns; all where there are none. */
  readonly columns: readonly string[];
  /** One answer of many to come: each on as few lines as the format allows, headings only on the first. */
  readonly round?: number;
  /** Where it will be written to; stdout unless given. A table has colours only where that may have them. */
  readonly stream?: NodeJS.WriteStream;
}

/** The columns that somebody wants and that there are not. */
export const unknownColumns = (wanted: readonly string[], columns: readonly Column[]): string[] =>
  wanted.filter((name) => !columns.some(({ key }) => isColumn(key, name)));

/** Writes an answer in the form that was asked for. Each format is loaded when it is used. */
export async function formatAnswer(answer: Answer, form: Form): Promise<string> {
  const chosen = chooseColumns(answer, form.columns);
  switch (form.format) {
    case 'table':
      return (await import('./table.ts')).formatTable(chosen, form.columns.length > 0, form.stream ?? process.stdout);
    case 'json':
      return (await import('./data.ts')).formatJson(chosen, form.round !== undefined);
    case 'yaml':
      return (await import('./data.ts')).formatYaml(chosen, form.round !== undefined);
    case 'csv':
      return (await import('./lines.ts')).formatCsv(chosen, (form.round ?? 0) === 0);
    case 'value':
      return (await import('./lines.ts')).formatValue(chosen);
    case 'shell':
      return (await import('./lines.ts')).formatShell(chosen);
  }
}

function chooseColumns(answer: Answer, wanted: readonly string[]): Answer {
  const hasValue = (key: string): boolean => answer.rows.some((row) => row[key] !== undefined);
  const columns = answer.columns.filter(({ key, isOptional = false }) =>
    wanted.length === 0 ? !isOptional || hasValue(key) : wanted.some((name) => isColumn(key, name)),
  );
  return { ...answer, columns };
}
