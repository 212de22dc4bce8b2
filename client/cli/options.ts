import { type Command, Option } from 'commander';
import type { ConnectionOptions } from './connection/open-connection.ts';
import type { Column } from './output/answer.ts';
import { type Format, formats } from './output/print.ts';
import { parseSeconds } from './usage.ts';

/** What the options of a command say, all of them together. */
export interface CommandOptions extends ConnectionOptions {
  readonly format: Format;
  readonly column: readonly string[];
  readonly all?: boolean;
  readonly allProjects?: boolean;
  readonly watch?: number;
  readonly undo?: boolean;
}

/** `-f` and `-c`. */
export function addOutputOptions(command: Command, columns: readonly Column[]): Command {
  const names = columns.map(({ key }) => key).join(', ');
  return command
    .addOption(new Option('-f, --format <format>', 'how to print').choices(formats).default('table'))
    .addOption(
      new Option('-c, --column <column>', `print only this column, or those that are given so: ${names}`)
        .argParser((name, names: string[]) => [...names, name])
        .default([], 'all'),
    );
}

/** `--all` and `--all-projects`, in the place of the servers' names. */
export function addServerOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--all',
        'every server of the project, instead of the names; most commands fail on one that is shut off',
      ).conflicts('allProjects'),
    )
    .addOption(new Option('--all-projects', 'every server of every project, instead of the names; for admins'));
}

/** `--watch`, for what only looks. */
export const addWatchOption = (command: Command): Command =>
  command.addOption(
    new Option('--watch <seconds>', 'look again every 2 seconds until Ctrl-C; --watch=5 for every 5').argParser(
      parseSeconds,
    ),
  );

/** `--undo`, for what changes something. */
export const addUndoOption = (command: Command): Command =>
  command.addOption(
    new Option(
      '--undo',
      'also print the command that brings the old value back: alone on stdout, with the table on stderr; with -f as a column',
    ),
  );
