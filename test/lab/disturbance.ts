import { readFile, rename, writeFile } from 'node:fs/promises';
import { allEnded } from './all-ended.ts';
import { restartGuest } from './host-guests.ts';
import { getLabGuest, getLabHost } from './lab-hosts.ts';
import { withLabLock } from './lab-lock.ts';
import { isNamespaceHostUp } from './namespace-host.ts';
import { stateFolder } from './paths.ts';
import { step } from './progress.ts';
import { run } from './run.ts';
import { removeFolder, renewFolder, unmountBelow } from './state-folder.ts';

/** What somebody does to this machine and the lab for a while. It is written down before it is done, so that whoever comes next can undo it. */
export interface Disturbance {
  /** Guests that run otherwise than the lab has them. */
  readonly guests: readonly string[];
  /** What `nr_hugepages` is to be again. */
  readonly hugepages?: number;
}

/** All that a disturbance leaves in files, mounts and loop devices lies in here; what is not here is in the record. */
export const disturbanceFolder = `${stateFolder}/disturbance`;
export const swapPath = `${disturbanceFolder}/swap`;
/** Has the pid of the process that holds memory, whose arguments have this path. */
export const holderPidPath = `${disturbanceFolder}/holder.pid`;
export const hugepagesPath = '/proc/sys/vm/nr_hugepages';
const recordPath = `${disturbanceFolder}/record.json`;

/**
 * Disturbs this machine while no `up` or `down` of the lab runs, and undoes it in every way out. What a killed one has left is undone before.
 * @param work has to end soon after its signal; that comes by SIGINT, SIGTERM and SIGHUP, and when time is up
 */
export async function withDisturbance<T>(
  disturbance: Disturbance,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withLabLock(async () => {
    await undoDisturbance();
    await renewFolder(disturbanceFolder);
    await writeFile(`${recordPath}.new`, JSON.stringify(disturbance));
    await rename(`${recordPath}.new`, recordPath);
    return withInterruption(timeoutMs, (signal) => work(signal).finally(undoDisturbance));
  });
}

/** Undoes what a killed disturbance has left; waits for one that goes on. */
export async function undoLeftDisturbance(): Promise<void> {
  if (await findDisturbance()) await withLabLock(undoDisturbance);
}

/** Undoes what is written down, for those who hold the lab's lock. */
export async function undoDisturbance(): Promise<void> {
  const disturbance = await findDisturbance();
  if (!disturbance) return;
  await step('Undoing what was done to this machine', async () => {
    await giveMemoryBack(disturbance);
    await allEnded(disturbance.guests.map(restartOnLivingHost));
    await removeDisturbance();
  });
}

/** What is written down; undefined where nothing is to be undone. */
export async function findDisturbance(): Promise<Disturbance | undefined> {
  const text = await readFile(recordPath, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Disturbance);
}

/** The first thing to do: all else is slow while this machine is short of memory. */
export async function giveMemoryBack({ hugepages }: Disturbance): Promise<void> {
  await killHolder();
  if (hugepages !== undefined) await writeFile(hugepagesPath, String(hugepages));
}

/** The last thing to do: no guest uses it any more. */
export async function removeDisturbance(): Promise<void> {
  const swaps = await readFile('/proc/swaps', 'utf8');
  if (swaps.includes(`${swapPath} `)) await run(['swapoff', swapPath], { timeoutMs: 180_000 });
  for (const device of await findLoopDevices()) await run(['losetup', '--detach', device]);
  await unmountBelow(disturbanceFolder);
  await removeFolder(disturbanceFolder);
}

/** The loop devices whose file lies in the disturbance's folder. */
async function findLoopDevices(): Promise<string[]> {
  const rows = (await run(['losetup', '--list', '--noheadings', '--output', 'NAME,BACK-FILE'])).split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/));
  return pairs.filter(([, file]) => file?.startsWith(`${disturbanceFolder}/`)).map(([device = '']) => device);
}

async function restartOnLivingHost(guest: string): Promise<void> {
  if (await isNamespaceHostUp(getLabHost(getLabGuest(guest).host))) await restartGuest(guest);
}

/** A pid may have got another process since it was written. */
async function killHolder(): Promise<void> {
  const pid = Number(await readFile(holderPidPath, 'utf8').catch(() => undefined));
  if (!Number.isInteger(pid) || pid < 2) return;
  const argv = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (argv.split('\0').includes(holderPidPath)) process.kill(pid, 'SIGKILL');
}

async function withInterruption<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (signal: NodeJS.Signals) => controller.abort(new Error(`Interrupted by ${signal}`));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  const timer = setTimeout(() => controller.abort(new Error(`Not done after ${timeoutMs / 1000} s`)), timeoutMs);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    for (const signal of signals) process.off(signal, interrupt);
  }
}
