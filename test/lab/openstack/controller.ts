import { cp, mkdir, readFile } from 'node:fs/promises';
import { startHere } from '../detached.ts';
import { labFile } from '../paths.ts';
import { type RunOptions, run } from '../run.ts';
import { renewFolder } from '../state-folder.ts';
import { waitFor } from '../wait-for.ts';
import { cloudFolder, cloudPath } from './layout.ts';

/** What the services take for their host's name. */
export const controllerName = 'controller';

const pidPath = cloudPath('controller.pid');
const scriptPath = cloudPath('controller.sh');

/** Makes the namespaces in which the cloud's services live, unless they are there; what an earlier cloud has left is forgotten. */
export async function ensureController(): Promise<void> {
  if ((await findController()) !== undefined) return;
  await renewFolder(cloudFolder);
  await mkdir(cloudPath('log'));
  await cp(labFile('openstack/controller.sh'), scriptPath);
  const flags = ['--mount', '--uts', '--pid', '--fork', '--kill-child', '--propagation', 'private'];
  startHere(['unshare', ...flags, 'bash', scriptPath, controllerName, pidPath], cloudPath('log/controller.log'));
  await waitFor("the controller's namespaces", async () => (await findController()) !== undefined, {
    timeoutMs: 20_000,
    intervalMs: 20,
    explain: () => readFile(cloudPath('log/controller.log'), 'utf8'),
  });
}

/** The pid of the controller's first process; undefined when there is none. */
export async function findController(): Promise<number | undefined> {
  const pid = Number(await readFile(pidPath, 'utf8').catch(() => undefined));
  // The number may belong to another process by now.
  return (await readCommandLine(pid)).includes(`${scriptPath}\0`) ? pid : undefined;
}

/** @throws {Error} when the cloud is down */
export async function getController(): Promise<number> {
  const pid = await findController();
  if (pid === undefined) throw new Error('The lab\'s cloud is down: run "npm run lab -- up --openstack" first');
  return pid;
}

/** The words before a command that runs it in the controller. */
export function enterController(controller: number): string[] {
  return ['nsenter', '--target', String(controller), '--mount', '--uts', '--pid', '--'];
}

/** Ends the controller, and with it everything in it; fine when there is none. */
export async function endController(): Promise<void> {
  const pid = await findController();
  if (pid === undefined) return;
  process.kill(pid, 'SIGKILL');
  // It is not gone before the kernel has ended the others.
  const isGone = async () => /^$|\) Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
  await waitFor("the cloud's services to end", isGone, { timeoutMs: 20_000, intervalMs: 50 });
}

/** What a process was started as, each word ended by a NUL; empty when there is no such process. */
export function readCommandLine(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
}

/** Runs a command that has to succeed in the controller and returns what it wrote on stdout. */
export async function runInController(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  return run([...enterController(await getController()), ...argv], options);
}
