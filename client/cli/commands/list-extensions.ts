import { Command } from 'commander';
import { addOutputOptions, type CommandOptions } from '../options.ts';
import type { Column } from '../output/answer.ts';

const columns: readonly Column[] = ['name', 'summary', 'alias', 'updated'].map((key) => ({ key }));

/** `list-extensions`: what the service adds to Nova's API, as novaclient showed it. */
export function listExtensionsCommand(): Command {
  const command = new Command('list-extensions')
    .summary('List the extensions of the API')
    .description('List the extensions of the API.');
  return addOutputOptions(command, columns).action(async () => {
    const options = command.optsWithGlobals<CommandOptions>();
    const { openConnection } = await import('../connection/open-connection.ts');
    const { printAnswer, refuseUnknownColumns } = await import('../print-answer.ts');
    refuseUnknownColumns(command, options, columns);
    const { cloud } = await openConnection(options);
    const extensions = await cloud.listExtensions();
    const rows = extensions.map(({ name, description, alias, updated }) => ({
      name,
      summary: description.split('\n')[0],
      alias,
      updated,
    }));
    await printAnswer({ columns, rows, one: false }, options);
  });
}
