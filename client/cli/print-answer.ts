import type { Command } from 'commander';
import type { CommandOptions } from './options.ts';
import type { Answer, Column } from './output/answer.ts';
import { formatAnswer, unknownColumns } from './output/print.ts';
import { usageError } from './usage.ts';

type OutputOptions = Pick<CommandOptions, 'format' | 'column'>;

/** Ends the run, before anything is done, if `-c` names a column that the answer will not have. */
export function refuseUnknownColumns(command: Command, { column }: OutputOptions, columns: readonly Column[]): void {
  const unknown = unknownColumns(column, columns).map((name) => `'${name}'`);
  if (unknown.length === 0) return;
  const known = columns.map(({ key }) => key).join(', ');
  usageError(command, `there is no column ${unknown.join(', ')}; the columns are ${known}`);
}

/** Prints an answer on stdout, as `-f` and `-c` say. */
export async function printAnswer(answer: Answer, options: OutputOptions): Promise<void> {
  process.stdout.write(await formatAnswer(answer, { format: options.format, columns: options.column }));
}
