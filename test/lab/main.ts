import { Command, CommanderError } from 'commander';
import { bringUp, type LabWishes } from './bring-up.ts';
import { execInHost } from './exec-in-host.ts';
import { restartGuest } from './host-guests.ts';
import { cloudsFilePath } from './openstack/clouds-file.ts';
import { configPath } from './paths.ts';
import { say, secondsSince } from './progress.ts';
import { labStatus } from './status.ts';
import { formatStatus } from './status-text.ts';
import { takeDown } from './take-down.ts';

const program = new Command('lab')
  .description('Real compute hosts on this machine, for demo and tests')
  .enablePositionalOptions()
  .exitOverride();

program
  .command('up')
  .description('bring the lab up, or what is missing of it')
  .option('--systemd', 'with a third host: a whole Debian with systemd, cgroup v2 and Open vSwitch')
  .option(
    '--openstack',
    'with a real Keystone, Glance, Neutron and Nova, whose servers are the guests of the two hosts',
  )
  .action(async (wishes: LabWishes) => {
    const startedAt = Date.now();
    await bringUp(wishes);
    say(`The lab is up after ${secondsSince(startedAt)} s; "novatuned --config ${configPath}" serves it`);
    if (wishes.openstack) say(`Users of its cloud: OS_CLIENT_CONFIG_FILE=${cloudsFilePath} OS_CLOUD=novatune-demo`);
  });

program
  .command('down')
  .description('take the lab down without a trace')
  .option('--wipe', 'forget what is kept between runs as well')
  .action(async ({ wipe }: { wipe?: boolean }) => {
    await takeDown({ wipe: wipe === true });
    say('The lab is down');
  });

program
  .command('status')
  .description('show hosts and guests; exit status 1 when the lab is down')
  .option('--json', 'for programs')
  .action(async ({ json }: { json?: boolean }) => {
    const status = await labStatus();
    if (json)
      process.stdout.write(`${JSON.stringify(status ?? { hosts: [], config: null, cloud: null }, undefined, 2)}\n`);
    else process.stdout.write(status ? await formatStatus(status) : 'The lab is down\n');
    process.exitCode = status ? 0 : 1;
  });

program
  .command('exec')
  .description('run a command inside a host; write -- before the command')
  .argument('<host>')
  .argument('<command...>')
  .passThroughOptions()
  .action(async (host: string, command: string[]) => {
    // commander hands the separator on when options are passed through.
    process.exitCode = await execInHost(host, command[0] === '--' ? command.slice(1) : command);
  });

program
  .command('restart-guest')
  .description('destroy and create a guest as a hard reboot by Nova does')
  .argument('<name>')
  .action(async (name: string) => {
    await restartGuest(name);
    say(`${name} has been restarted`);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    say(`lab: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
