import { getLabHost, type LabHost } from './lab-hosts.ts';
import { enterHost, getHolder } from './namespace-host.ts';
import { findProcessesIn } from './namespace-processes.ts';
import { clientKeyPath, knownHostsPath } from './paths.ts';
import { type RunOptions, type RunResult, run, runAnyway } from './run.ts';

/**
 * Runs a command inside a host and returns what came of it, whatever its exit status.
 * @throws {Error} when the lab has no such host, the host is down or the command takes longer than `timeoutMs` (30 s)
 */
export async function execOnHost(host: string, argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return runAnyway(await planHostCommand(getLabHost(host), argv, options.cwd), { ...options, cwd: '/' });
}

/** Runs a command inside a host that has to succeed there and returns its stdout. */
export async function runOnHost(host: LabHost, argv: readonly string[], options: RunOptions = {}): Promise<string> {
  return run(await planHostCommand(host, argv, options.cwd), { ...options, cwd: '/' });
}

/** What to run on this machine so that the command runs inside the host. */
export async function planHostCommand(host: LabHost, argv: readonly string[], folder = '/'): Promise<string[]> {
  if (host.kind === 'machine') {
    if ((await findProcessesIn(host.namespace)).length === 0) {
      throw new Error(`The lab's host ${host.name} is down: run "npm run lab -- up --systemd" first`);
    }
    return [...planSsh(host), argv.map(quote).join(' ')];
  }
  return [...enterHost(await getHolder(host)), 'env', `--chdir=${folder}`, ...argv];
}

/** The ssh command that leads to a host, to be followed by what is to be run there. */
export function planSsh(host: LabHost): string[] {
  const options = ['BatchMode=yes', 'ConnectTimeout=10', 'StrictHostKeyChecking=yes', 'LogLevel=ERROR'];
  const files = [`IdentityFile=${clientKeyPath}`, 'IdentitiesOnly=yes', `UserKnownHostsFile=${knownHostsPath}`];
  return ['ssh', '-F', 'none', ...[...options, ...files].flatMap((option) => ['-o', option]), `root@${host.address}`];
}

/** ssh hands one line to a shell over there. */
function quote(argument: string): string {
  return `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}
