import type { Command } from 'commander';
import { openConnection } from './connection/open-connection.ts';
import { chooseHostColumn } from './hosts.ts';
import type { CommandOptions } from './options.ts';
import type { Column } from './output/answer.ts';
import { printAnswer, refuseUnknownColumns } from './print-answer.ts';
import { noServers, sayNote } from './say.ts';

/** Prints the servers that the options ask for. */
export async function listServers(
  command: Command,
  columns: readonly Column[],
  options: CommandOptions & { readonly name?: string },
): Promise<void> {
  refuseUnknownColumns(command, options, columns);
  const { cloud, project } = await openConnection(options);
  const { allProjects = false, name } = options;
  const servers = await cloud.listServers({ allProjects, ...(name === undefined ? {} : { name }) });
  const host = chooseHostColumn(servers);
  const rows = servers.map((server) => ({
    id: server.id,
    name: server.name,
    status: server.status,
    ...(host && { [host.key]: host.of(server) }),
    ...(allProjects && { project_id: server.tenant_id }),
  }));
  if (servers.length === 0 && name === undefined) sayNote(noServers(allProjects, project));
  await printAnswer({ columns, rows, one: false }, options);
}
