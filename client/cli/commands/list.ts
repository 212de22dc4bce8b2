import { Command } from 'commander';
import { shownHostIdLength } from '../hosts.ts';
import { addOutputOptions, type CommandOptions } from '../options.ts';
import type { Column } from '../output/answer.ts';

const columns: readonly Column[] = [
  { key: 'id' },
  { key: 'name' },
  { key: 'status' },
  { key: 'host', isOptional: true },
  { key: 'host_id', isOptional: true, shownLength: shownHostIdLength },
  { key: 'project_id', isOptional: true },
];

interface ListOptions extends CommandOptions {
  readonly name?: string;
}

/** `list`: the servers, and which of them share a host. */
export function listCommand(): Command {
  const command = new Command('list')
    .summary('List servers, and which of them share a host')
    .description(
      'List servers, and which of them share a host: by its name for admins, else by an id that means something within one project only.',
    )
    .option('--all-projects', 'the servers of every project; for admins')
    .option('--name <pattern>', 'only servers whose name matches this regular expression, as in Nova');
  return addOutputOptions(command, columns).action(async () => {
    const options = command.optsWithGlobals<ListOptions>();
    const { listServers } = await import('../list-servers.ts');
    await listServers(command, columns, options);
  });
}
