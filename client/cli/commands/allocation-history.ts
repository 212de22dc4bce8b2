import { Command, Option } from 'commander';
import type { CommandTraits } from '../../action-table.ts';
import { numbersOf } from '../columns.ts';
import { addOutputOptions, type CommandOptions } from '../options.ts';
import type { Column } from '../output/answer.ts';
import { parseServers } from '../parse-servers.ts';
import { parseCount, usageError } from '../usage.ts';

/** The options of the command, as commander names them. */
export interface HistoryCommandOptions extends CommandOptions {
  readonly limit?: number;
}

/** `allocation-history`: what was changed on a server, by whom, and how it ended. */
export function allocationHistoryCommand(actions: readonly CommandTraits[]): Command {
  const columns = columnsFor(actions);
  const command = new Command('allocation-history')
    .summary('List what was changed on a server, by whom, and how it ended')
    .description(
      [
        'List what was changed on a server, newest first: by whom, what was asked, what the host had before and after it, and how it ended.',
        'What novatuned does by itself has no user: restart gives back what a start has lost, drift what somebody has changed on the host,',
        'lease-end what was there before a lease, and ratio the part of its memory that a server has after a start.',
      ].join(' '),
    )
    .argument('<instance-name>', 'name or id of the server')
    .addOption(new Option('--limit <number>', 'at most so many changes; all unless given').argParser(parseCount));
  return addOutputOptions(command, columns).action(async (word: string) => {
    const options = command.optsWithGlobals<HistoryCommandOptions>();
    const choice = parseServers(command, word);
    if (!choice.one) usageError(command, 'it takes one server');
    const { listHistory } = await import('../list-history.ts');
    await listHistory({ command, columns, server: word, options });
  });
}

/** What numbers mean depends on the resource, as in the answer of the action that shows them. */
function columnsFor(actions: readonly CommandTraits[]): Column[] {
  const { allocation } = actions.find(({ action }) => action === 'get-allocation')?.answer ?? {};
  const traitsOf = numbersOf(allocation?.rows ?? { name: 'resource', numbers: {} });
  return [
    { key: 'at' },
    { key: 'resource' },
    { key: 'cause' },
    ...['asked', 'before', 'after'].map((key) => ({ key, traitsOf })),
    { key: 'unit', isForPrograms: true },
    { key: 'outcome' },
    { key: 'reason' },
    { key: 'user_id' },
    { key: 'project_id', isForPrograms: true },
    { key: 'request_id', isForPrograms: true },
    { key: 'until' },
    { key: 'id', isForPrograms: true },
  ];
}
