import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { execOnHost, restartGuest } from '../../test/lab/index.ts';
import { stateFolder } from '../../test/lab/paths.ts';
import { uplink } from './measure/classes.ts';
import { host, servers } from './servers.ts';

/** There while guests may not be as they were before a figure, with the pid of the novatuned that serves it; it goes with the lab. */
const markPath = `${stateFolder}/evaluating`;

/** Notes that a figure is being done, and later by which novatuned. */
export async function noteBeginning(novatuned?: number): Promise<void> {
  await writeFile(markPath, String(novatuned ?? ''));
}

/** Notes that everything is as it was. */
export async function noteEnd(): Promise<void> {
  await rm(markPath, { force: true });
}

/** Where a run was killed in the middle of a figure: starts the guests anew, which takes size, shares, pins and work from them, and clears their uplink. */
export async function undoLeftovers(say: (text: string) => void): Promise<void> {
  if (!existsSync(markPath)) return;
  say('An earlier run was cut off: starting its guests anew');
  await endNovatuned(Number(await readFile(markPath, 'utf8')));
  await Promise.all(servers.map(restartGuest));
  // There may be none.
  await execOnHost(host, ['tc', 'qdisc', 'del', 'dev', uplink, 'root']);
  await rm(markPath);
}

/** It would go on to give the servers what the figure asked for. */
async function endNovatuned(pid: number): Promise<void> {
  if (pid === 0) return;
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (words.includes('dist/src/main.js')) process.kill(pid);
}
