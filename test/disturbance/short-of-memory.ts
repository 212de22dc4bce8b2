/** Makes this machine short of memory as the evaluation does, says so, and waits to be killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { findGuestMemory, startBigGuests } from '../../scripts/evaluate/pressure/busy-guests.ts';
import { readMachineMemory } from '../../scripts/evaluate/pressure/meminfo.ts';
import { readHugepages, startShortage } from '../../scripts/evaluate/pressure/shortage.ts';
import { withDisturbance } from '../lab/index.ts';

const longestMs = 120_000;

await withDisturbance({ guests: ['VM1'], hugepages: await readHugepages() }, longestMs, async (signal) => {
  await startBigGuests(['VM1']);
  const readMemory = await findGuestMemory(['VM1']);
  const shortage = await startShortage(300, async () => (await readMemory()).VM1, signal);
  try {
    while ((await readMachineMemory()).freeSwapMiB > 2900) await sleep(200, undefined, { signal });
    console.log('ready');
    await sleep(longestMs, undefined, { signal });
  } finally {
    await shortage.end();
  }
});
