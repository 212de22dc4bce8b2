import { createRequire } from 'node:module';
import { Command, type Help, Option } from 'commander';
import type { CommandTraits } from '../action-table.ts';
import { actionCommand } from './commands/action.ts';
import { allocationHistoryCommand } from './commands/allocation-history.ts';
import { completionCommand } from './commands/completion.ts';
import { helpCommand } from './commands/help.ts';
import { listCommand } from './commands/list.ts';
import { listExtensionsCommand } from './commands/list-extensions.ts';
import { netPrioritiesCommands } from './commands/net-priorities.ts';
import { cloudOptions } from './connection/cloud-options.ts';
import { parseSeconds, reportUsageErrors } from './usage.ts';

const { version } = createRequire(import.meta.url)('novatune/package.json') as { version: string };

/** What holds for every command. */
export const epilogue = `Servers: by name or id; several after commas, or --all of a project, or --all-projects. All are tried, and
each is answered on its own row. A name that has a comma itself, or blanks at its ends beside one, is
not found by it: use the id. Before a name that begins with a dash write --.

Output: what a command answers goes to stdout, everything else (notes, warnings, errors, progress) to
stderr. json and yaml are an object for one server, and a list for several or where one has several
rows. A table shows a change as before -> after; the other formats have both as columns of their own.
NO_COLOR turns colours off.

Exit status: 0 done; 1 an error, or one of several servers failed; 2 wrong usage, nothing was tried;
130 Ctrl-C; 141 the reader of stdout went away.

The options of novatune itself may come before or after the command, those of a command only after it.

Logging in: as with every OpenStack tool. Each option --os-x is also a variable OS_X. What is typed goes
before the cloud of clouds.yaml that --os-cloud or OS_CLOUD names, and without one before the other
variables; where neither says anything, the only cloud of clouds.yaml is taken. novatune is found in the
catalog by its type, libvirt-resources, or else in front of Nova, as compute. Without Keystone:
--os-auth-type noauth with --os-user-id, --os-project-id and --os-endpoint-override.
`;

/** The whole command line: one command for each action, and those that are written by hand. */
export function buildProgram(actions: readonly CommandTraits[], env: NodeJS.ProcessEnv): Command {
  const program = new Command('novatune')
    .description('Shows and changes what running servers get of their hosts: memory, CPU, disk and network.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true, visibleGlobalOptions, optionTerm, subcommandTerm })
    .exitOverride();
  for (const option of globalOptions()) program.addOption(option);
  program.setOptionValue('environment', env);
  program.addHelpText('after', `\n${epilogue.trimEnd()}`);

  const commands = [
    ...actions.map((traits) => actionCommand(traits, actions)),
    ...netPrioritiesCommands(actions),
    allocationHistoryCommand(actions),
    listCommand(),
    listExtensionsCommand(),
    completionCommand(program),
    helpCommand(program),
  ];
  for (const command of commands) program.addCommand(reportUsageErrors(command.copyInheritedSettings(program)));
  return reportUsageErrors(program);
}

/** A command's own help leaves where and as whom to that of the program. */
function visibleGlobalOptions(this: Help, { parent }: Command): Option[] {
  const isShort = ({ helpGroupHeading, long }: Option) => helpGroupHeading === undefined || long === '--os-cloud';
  return this.showGlobalOptions ? (parent?.options.filter(isShort) ?? []) : [];
}

/** `--watch` takes its seconds only after `=`. */
const optionTerm = ({ flags, long }: Option): string => (long === '--watch' ? '--watch[=<seconds>]' : flags);

const subcommandTerm = (command: Command): string =>
  `${command.name()} ${command.usage().replace('[options] ', '').replace('[options]', '')}`;

const globalOptions = (): Option[] => [
  ...cloudOptions(),
  new Option('--timeout <seconds>', 'how long one request may take').argParser(parseSeconds).default(60),
  new Option('--debug', 'print each request as a line of curl, and each response'),
];
