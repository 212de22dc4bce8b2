/** Lets guests write to the evaluation's slow disk, says so, and waits to be killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { makeSlowDisk } from '../../scripts/evaluate/slow-disk/slow-disk.ts';
import { startGuestsWithDisk, startWriting } from '../../scripts/evaluate/slow-disk/writing-guests.ts';
import { withDisturbance } from '../lab/index.ts';

const longestMs = 120_000;

await withDisturbance({ guests: ['VM1', 'VM2', 'VM3'] }, longestMs, async (signal) => {
  const disk = await makeSlowDisk();
  await disk.setScheduler('bfq');
  await startGuestsWithDisk(disk.device);
  await startWriting('VM1', 512 * 1024 ** 2);
  console.log('ready');
  await sleep(longestMs, undefined, { signal });
});
