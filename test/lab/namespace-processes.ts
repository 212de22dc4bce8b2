import { readdir, stat } from 'node:fs/promises';
import { waitFor } from './wait-for.ts';

/**
 * The processes whose network namespace is the named one. Everything the lab starts lives in one of its namespaces, and
 * nothing else does: this is what makes a process ours, not a pid that may be stale.
 */
export async function findProcessesIn(namespace: string): Promise<number[]> {
  const wanted = await findInode(`/run/netns/${namespace}`);
  if (wanted === undefined) return [];
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const inodes = await Promise.all(pids.map((pid) => findInode(`/proc/${pid}/ns/net`)));
  return pids.filter((_pid, index) => inodes[index] === wanted);
}

/** Kills everything in a namespace and waits until it is gone. */
export async function killProcessesIn(namespace: string): Promise<void> {
  const tryToEmpty = async () => {
    const pids = await findProcessesIn(namespace);
    for (const pid of pids) kill(pid);
    return pids.length === 0;
  };
  await waitFor(`the processes of namespace ${namespace} to end`, tryToEmpty, { timeoutMs: 20_000, intervalMs: 50 });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function findInode(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path);
    return `${dev}:${ino}`;
  } catch {
    // No such namespace, or the process has just ended.
    return undefined;
  }
}
