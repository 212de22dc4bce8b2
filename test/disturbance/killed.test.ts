import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { disturbanceFolder, holderPidPath, hugepagesPath } from '../lab/disturbance.ts';
import { execOnHost, undoLeftDisturbance } from '../lab/index.ts';
import { run } from '../lab/run.ts';
import { findMountsBelow } from '../lab/state-folder.ts';
import { waitFor } from '../lab/wait-for.ts';

/** Of what a disturbance does to this machine, what is there. */
async function readTraces() {
  const pid = Number(await readFile(holderPidPath, 'utf8').catch(() => Number.NaN));
  return {
    hugepages: Number(await readFile(hugepagesPath, 'utf8')),
    hasHolder: existsSync(`/proc/${pid}`),
    swaps: (await readFile('/proc/swaps', 'utf8')).split('\n').filter((line) => line.startsWith(disturbanceFolder)),
    loops: (await run(['losetup', '--list', '--noheadings', '--output', 'BACK-FILE'])).includes(disturbanceFolder),
    mounts: await findMountsBelow(disturbanceFolder),
    hasFolder: existsSync(disturbanceFolder),
  };
}

async function readLiveXml(guest: string): Promise<string> {
  return (await execOnHost('compute1', ['virsh', 'dumpxml', guest])).stdout;
}

/** Starts one of the programs beside this file, waits until it has done its worst, looks, and kills it. */
async function killInTheMiddle<T>(program: string, look: () => Promise<T>): Promise<T> {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  try {
    const ready = once(createInterface(child.stdout), 'line', { signal: AbortSignal.timeout(110_000) });
    await Promise.race([ready, exited.then(() => Promise.reject(new Error(`${program} ended by itself`)))]);
    return await look();
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}

afterEach(undoLeftDisturbance);

test('a shortage of memory whose author is killed gives the memory back at once, and the next start undoes the rest', {
  timeout: 300_000,
}, async () => {
  const before = await readTraces();
  const during = await killInTheMiddle('short-of-memory.ts', readTraces);
  expect(during).toMatchObject({ hasHolder: true, swaps: [expect.stringContaining('/swap')], hasFolder: true });
  expect(during.hugepages).toBeGreaterThan(before.hugepages + 500);

  await waitFor('the memory to be back', async () => !(await readTraces()).hasHolder, { timeoutMs: 10_000 });
  expect(await readTraces()).toMatchObject({ hugepages: before.hugepages, hasFolder: true });

  await undoLeftDisturbance();

  expect(await readTraces()).toEqual(before);
  expect(await readLiveXml('VM1')).toContain("<memory unit='KiB'>262144</memory>");
});

test('a slow disk whose author is killed is undone by the next start, and the guests are without it', {
  timeout: 300_000,
}, async () => {
  const before = await readTraces();
  const during = await killInTheMiddle('with-slow-disk.ts', readTraces);
  expect(during).toMatchObject({ loops: true, mounts: [`${disturbanceFolder}/slow-disk`] });
  expect(await readLiveXml('VM1')).toContain("<target dev='vdb'");

  await undoLeftDisturbance();

  expect(await readTraces()).toEqual(before);
  expect(await readLiveXml('VM1')).not.toContain("<target dev='vdb'");
});
