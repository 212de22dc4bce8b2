import { constants } from 'node:os';
import { execa } from 'execa';
import { planHostCommand } from './host-command.ts';
import { getLabHost } from './lab-hosts.ts';

const systemFolders = '/usr/local/sbin:/usr/sbin:/sbin';

/** Runs a command inside a host with this process's stdin, stdout and stderr; returns its exit status. */
export async function execInHost(hostName: string, command: readonly string[]): Promise<number> {
  const host = getLabHost(hostName);
  const [file = '', ...args] = await planHostCommand(host, command, process.cwd());
  const child = execa(file, args, {
    stdio: 'inherit',
    reject: false,
    env: { PATH: `${process.env.PATH}:${systemFolders}` },
  });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  // A terminal has sent it to the command as well, which decides what it means.
  process.on('SIGINT', () => undefined);
  const { exitCode, signal } = await child;
  // As a shell would say it.
  return exitCode ?? (signal ? 128 + constants.signals[signal] : 1);
}
