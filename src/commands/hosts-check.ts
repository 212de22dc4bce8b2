import { type Command, Option } from 'commander';
import type { Subject } from '../hosts-check/subject.ts';
import { type CheckedHost, formatHosts } from './hosts-table.ts';

/** A host of the configuration, or why there is no way to it. */
export interface HostToCheck {
  readonly name: string;
  readonly subject: Subject | { readonly problem: string; readonly mend: string };
}

/** What main.ts knows of the hosts. */
export interface HostsToCheck {
  readonly hosts: readonly HostToCheck[];
  /** Names that are wanted and that there are not. */
  readonly unknown: readonly string[];
  /** All names there are. */
  readonly known: readonly string[];
}

interface CheckOptions {
  readonly format: 'table' | 'json';
}

const explanation = `
Looks only, and changes nothing. Hosts of host_template are checked when they are named, as Nova calls them.
The exit status is 0 where nothing is wrong, 1 where something is, 2 for wrong arguments or a wrong configuration.`;

/** `novatuned hosts check`; `open` opens the hosts of that name, or all, of the configuration that the options before it name. */
export function addHostsCheck(
  program: Command,
  open: (options: object, names: readonly string[]) => Promise<HostsToCheck>,
): void {
  program
    .command('hosts')
    .description('look at the compute hosts')
    .command('check')
    .description('check the hosts, and say what is wrong and how to mend it')
    .argument('[host...]', 'only these (default: all that the configuration lists)')
    .addOption(new Option('-f, --format <format>', 'form of the answer').choices(['table', 'json']).default('table'))
    .addHelpText('after', explanation)
    .action(async (names: string[], options: CheckOptions, command: Command) => {
      const { hosts, unknown, known } = await open(command.optsWithGlobals(), names);
      const [stranger] = unknown;
      if (stranger !== undefined)
        command.error(`error: there is no host ${stranger}; the hosts are ${known.join(', ') || 'none'}`);
      if (hosts.length === 0)
        command.error(
          'error: hosts is empty: name the hosts of host_template that are to be checked, as Nova calls them',
        );
      const checked = await checkAll(hosts);
      const { writeOut } = command.configureOutput();
      writeOut?.(
        options.format === 'json' ? `${JSON.stringify(checked, undefined, 2)}\n` : formatHosts(checked, hasColours()),
      );
      const isWrong = checked.some(({ findings }) => findings.some(({ level }) => level === 'wrong'));
      process.exitCode = isWrong ? 1 : 0;
    });
}

/** Side by side: a host that does not answer delays no other. The timers that hosts are watched by keep no process up; this does. */
async function checkAll(hosts: readonly HostToCheck[]): Promise<CheckedHost[]> {
  const awake = setInterval(() => {}, 60_000);
  try {
    return await Promise.all(hosts.map(check));
  } finally {
    clearInterval(awake);
  }
}

async function check({ name, subject }: HostToCheck): Promise<CheckedHost> {
  if (!('host' in subject)) {
    const { problem, mend } = subject;
    return { host: name, findings: [{ check: 'login', level: 'wrong', text: problem, mend }] };
  }
  try {
    // A service that starts has no use for it.
    const { checkHost } = await import('../hosts-check/check-host.ts');
    return { host: name, findings: await checkHost(subject) };
  } finally {
    await subject.host.close();
  }
}

/** A terminal that has some, and whose user has not said NO_COLOR: Node looks at both. */
const hasColours = (): boolean => process.stdout.isTTY === true && process.stdout.hasColors();
