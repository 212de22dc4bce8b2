import type { Command } from 'commander';
import type { HistoryCommandOptions } from './commands/allocation-history.ts';
import { openConnection } from './connection/open-connection.ts';
import type { Column } from './output/answer.ts';
import { printAnswer, refuseUnknownColumns } from './print-answer.ts';

/** A history that is to be printed. */
interface Wanted {
  readonly command: Command;
  readonly columns: readonly Column[];
  readonly server: string;
  readonly options: HistoryCommandOptions;
}

/** Prints what was changed on a server. */
export async function listHistory({ command, columns, server, options }: Wanted): Promise<void> {
  refuseUnknownColumns(command, options, columns);
  const { cloud } = await openConnection(options);
  const { limit } = options;
  const rows = await cloud.listAllocationHistory(server, limit === undefined ? {} : { limit });
  await printAnswer({ columns, rows, one: false }, options);
}
