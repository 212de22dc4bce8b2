import { readFile, rm, writeFile } from 'node:fs/promises';
import { startHere } from '../detached.ts';
import type { LabHost } from '../lab-hosts.ts';
import { enterHost, getHolder } from '../namespace-host.ts';
import { findProcessesIn } from '../namespace-processes.ts';
import { waitFor } from '../wait-for.ts';
import { enterController, getController, readCommandLine } from './controller.ts';
import { cloudPath } from './layout.ts';

/** One service of the cloud that runs until it is stopped. */
export interface Daemon {
  readonly name: string;
  readonly argv: readonly string[];
  /** The compute host it runs in; undefined: the controller. */
  readonly host?: LabHost;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it does its work by now. */
  readonly isReady: () => Promise<boolean>;
}

/** No proxy of the caller's: what the services ask is on this machine. */
const environment = {
  PATH: '/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C.UTF-8',
  HOME: cloudPath('home'),
};

const pidPath = ({ name }: Daemon): string => cloudPath(`run/${name}.pid`);

/** Where a service writes what it has to say. */
export const logPath = ({ name }: Daemon): string => cloudPath(`log/${name}.log`);

/** Starts a service unless it runs, and waits until it is ready. */
export async function ensureDaemon(daemon: Daemon, { timeoutMs = 120_000 } = {}): Promise<void> {
  await startDaemon(daemon);
  const isReady = async () => {
    if (!(await isDaemonAlive(daemon))) throw new Error(`${daemon.name} has ended\n${await readLogEnd(daemon)}`);
    // Half up, it may answer with a fault instead.
    return daemon.isReady().catch(() => false);
  };
  await waitFor(`${daemon.name} to be ready`, isReady, {
    timeoutMs,
    intervalMs: 300,
    explain: () => readLogEnd(daemon),
  });
}

/** Starts a service unless it runs. */
export async function startDaemon(daemon: Daemon): Promise<void> {
  if (await isDaemonAlive(daemon)) return;
  const argv = [...(await planEntry(daemon.host)), ...daemon.argv];
  const { pid } = startHere(argv, logPath(daemon), { ...environment, ...daemon.env });
  await writeFile(pidPath(daemon), String(pid));
}

async function planEntry(host: LabHost | undefined): Promise<string[]> {
  return host ? enterHost(await getHolder(host)) : enterController(await getController());
}

/** Ends a service and its workers; fine when it does not run. */
export async function stopDaemon(daemon: Daemon): Promise<void> {
  const group = await findGroup(daemon);
  if (group === undefined) return;
  signalGroup(group, 'SIGTERM');
  const patienceEndsAt = Date.now() + 15_000;
  await waitFor(`${daemon.name} to end`, async () => !signalGroup(group, Date.now() > patienceEndsAt ? 'SIGKILL' : 0), {
    timeoutMs: 30_000,
  });
  await rm(pidPath(daemon), { force: true });
}

/** Whether a service runs, ready or not. */
export async function isDaemonAlive(daemon: Daemon): Promise<boolean> {
  return (await findGroup(daemon)) !== undefined;
}

/** The process group of a service, led by the pid that was written when it was started; undefined when it has ended. */
async function findGroup(daemon: Daemon): Promise<number | undefined> {
  const pid = Number(await readFile(pidPath(daemon), 'utf8').catch(() => undefined));
  return Number.isInteger(pid) && (await isOurs(daemon, pid)) ? pid : undefined;
}

/** A pid may have been given to another process since it was written. */
async function isOurs({ host }: Daemon, pid: number): Promise<boolean> {
  if (host && (await findProcessesIn(host.namespace)).includes(pid)) return true;
  // nsenter: for good in the controller, whose services it waits for; on a host only until it has become the service.
  const enter = await planEntry(host).catch(() => undefined);
  return enter !== undefined && (await readCommandLine(pid)).startsWith(`${enter.join('\0')}\0`);
}

/** Signals a process group, or with 0 none; false when nobody is left in it. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

async function readLogEnd(daemon: Daemon): Promise<string> {
  const log = await readFile(logPath(daemon), 'utf8').catch(() => '');
  return `The end of ${logPath(daemon)}:\n${log.slice(-3000)}`;
}

/** Whether something at this address answers HTTP, whatever it answers. */
export async function answersHttp(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(5000) }).then((response) => response.arrayBuffer());
    return true;
  } catch {
    return false;
  }
}
