import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { hugepagesPath, swapPath } from '../../../test/lab/disturbance.ts';
import { run } from '../../../test/lab/run.ts';
import { readMachineMemory } from './meminfo.ts';
import { type MemoryHolder, startMemoryHolder } from './memory-holder.ts';
import { planHold } from './plan-hold.ts';
import { swapMiB } from './why-no-pressure.ts';

const hugepageMiB = 2;
/** What hugepages leave available; the rest is locked away in small steps. */
const leftByHugepagesMiB = 300;
const mostHugepageSteps = 16;
const lookEveryMs = 500;

/** A machine that is short of memory, and is kept so. */
export interface Shortage {
  /**
   * Lets it last.
   * @throws {Error} what ended it by itself, at once
   */
  last(seconds: number): Promise<void>;
  /** Gives the memory back, but for the swap. */
  end(): Promise<void>;
}

/** What `nr_hugepages` is now. */
export async function readHugepages(): Promise<number> {
  return Number(await readFile(hugepagesPath, 'utf8'));
}

/**
 * Takes memory away from this machine until the guests have no more of it than wanted, and keeps it at that. All of it is undone by the disturbance
 * within which this is called.
 * @param readGuestsMiB what the guests have in memory, all together
 */
export async function startShortage(
  wantedMiB: number,
  readGuestsMiB: () => Promise<number>,
  signal: AbortSignal,
): Promise<Shortage> {
  const before = await readHugepages();
  await makeSwap();
  const holder = startMemoryHolder(before);
  const stop = new AbortController();
  try {
    await takeHugepages(before, signal);
  } catch (error) {
    await holder.end();
    throw error;
  }
  const until = AbortSignal.any([signal, stop.signal]);
  const regulated = regulate(wantedMiB, holder, readGuestsMiB, until);
  regulated.catch(() => undefined);
  return {
    async last(seconds) {
      await Promise.race([sleep(seconds * 1000, undefined, { signal: until }), regulated]);
      signal.throwIfAborted();
    },
    async end() {
      stop.abort();
      await regulated.catch(() => undefined);
      await holder.end();
    },
  };
}

/** @throws {Error} in one sentence, where this machine or its file system allows no swap */
async function makeSwap(): Promise<void> {
  try {
    await run(['fallocate', '--length', `${swapMiB}M`, swapPath]);
    await run(['chmod', '600', swapPath]);
    await run(['mkswap', swapPath]);
    await run(['swapon', swapPath]);
  } catch (error) {
    throw new Error('This machine allows no swap file, and without one no guest can have less than it uses', {
      cause: error,
    });
  }
}

/** In steps, each half of what is left to take: the kernel gives what it can, and says how much that was. */
async function takeHugepages(before: number, signal: AbortSignal): Promise<void> {
  let pages = before;
  for (let step = 0; step < mostHugepageSteps; step += 1) {
    signal.throwIfAborted();
    const { availableMiB } = await readMachineMemory();
    const wanted = Math.floor((availableMiB - leftByHugepagesMiB) / 2 / hugepageMiB);
    if (wanted < 10) return;
    await writeFile(hugepagesPath, String(pages + wanted));
    const given = (await readHugepages()) - pages;
    pages += given;
    // Fragmented: what is left goes to the holder.
    if (given < wanted / 2) return;
  }
}

async function regulate(
  wantedMiB: number,
  holder: MemoryHolder,
  readGuestsMiB: () => Promise<number>,
  signal: AbortSignal,
): Promise<void> {
  let heldMiB = 0;
  while (!signal.aborted) {
    const { freeSwapMiB } = await readMachineMemory();
    const guestsMiB = await readGuestsMiB();
    // Also when nothing changes: so it is noticed that the holder is gone.
    heldMiB = await holder.hold(planHold({ heldMiB, guestsMiB, wantedMiB, freeSwapMiB }));
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}
