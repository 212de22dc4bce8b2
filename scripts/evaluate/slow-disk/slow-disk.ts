import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { startHere } from '../../../test/lab/detached.ts';
import { disturbanceFolder } from '../../../test/lab/disturbance.ts';
import { run } from '../../../test/lab/run.ts';
import { waitFor } from '../../../test/lab/wait-for.ts';
import { ensurePackages, isRoot, repositoryRoot } from '../../setup.mjs';

/** What each guest has of the disk. */
export const partBytes = 1024 ** 3;
const parts = 3;
/** So little that what emulated guests write is held up here and nowhere else, also where a weight gives one of them nearly all of it. */
export const bytesPerSecond = 12_000_000;
const folder = `${disturbanceFolder}/slow-disk`;
const script = `${repositoryRoot}/scripts/evaluate/slow-disk/slow-disk.py`;

export type Scheduler = 'bfq' | 'mq-deadline';

/** A block device that takes 12 MB/s and keeps nothing. */
export interface SlowDisk {
  /** Such as `/dev/loop0`. */
  readonly device: string;
  /** @throws {Error} the kernel lacks it */
  setScheduler(name: Scheduler): Promise<void>;
}

/** Makes the disk; the disturbance within which this is called removes it. */
export async function makeSlowDisk(): Promise<SlowDisk> {
  if (!isRoot()) throw new Error('Only root can make a slow disk');
  if (!existsSync('/dev/fuse')) throw new Error('This machine has no /dev/fuse, of which a slow disk is made');
  await ensurePackages(['python3', 'python3-fusepy']);
  await mkdir(folder);
  const size = String(parts * partBytes);
  startHere(['/usr/bin/python3', script, folder, size, String(bytesPerSecond)], `${disturbanceFolder}/slow-disk.log`);
  await waitFor('the slow disk to be there', async () => existsSync(`${folder}/disk`), { timeoutMs: 15_000 });
  const loop = await run(['losetup', '--find', '--show', '--direct-io=on', `${folder}/disk`]);
  const device = loop.trim();
  return { device, setScheduler: (name) => setScheduler(device.replace('/dev/', '/sys/block/'), name) };
}

async function setScheduler(block: string, name: Scheduler): Promise<void> {
  try {
    await writeFile(`${block}/queue/scheduler`, name);
    if (name !== 'bfq') return;
    // Else it favours whoever has just begun, whatever the weights.
    await writeFile(`${block}/queue/iosched/low_latency`, '0');
    // Else it gives a moment to others when a guest is late with its next block, as emulated ones often are.
    await writeFile(`${block}/queue/iosched/strict_guarantees`, '1');
  } catch (error) {
    throw new Error(`This kernel has no I/O scheduler ${name}`, { cause: error });
  }
}
