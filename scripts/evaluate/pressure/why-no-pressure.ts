import { existsSync } from 'node:fs';
import { mkdir, readFile, statfs } from 'node:fs/promises';
import { hugepagesPath } from '../../../test/lab/disturbance.ts';
import { stateFolder } from '../../../test/lab/paths.ts';
import { isRoot } from '../../setup.mjs';
import { readMachineMemory } from './meminfo.ts';

export const swapMiB = 3072;
/** What the guests of the figure have, and the rest of the machine needs meanwhile. */
const leastAvailableMiB = 4096;
const leastDiskMiB = swapMiB + 2048;

/** What decides whether this machine can be made short of memory, and whether soft limits would act then. */
export interface PressureFacts {
  readonly isRoot: boolean;
  /** The memory controller is one of cgroup v1. */
  readonly hasSoftLimits: boolean;
  readonly hasHugepages: boolean;
  readonly availableMiB: number;
  readonly freeDiskMiB: number;
  readonly diskPath: string;
}

/** Why there can be no shortage of memory here, in one sentence; undefined where there can. */
export function whyNoPressure(facts: PressureFacts): string | undefined {
  if (!facts.isRoot) return 'Only root can make this machine short of memory';
  if (!facts.hasSoftLimits)
    return 'This machine has cgroup v2, where a soft limit is memory.high and needs no shortage of memory to act';
  if (!facts.hasHugepages) return `This machine has no ${hugepagesPath}, by which its memory could be taken away`;
  if (facts.availableMiB < leastAvailableMiB)
    return `This machine has ${Math.floor(facts.availableMiB)} MiB of memory available, and ${leastAvailableMiB} MiB are needed`;
  if (facts.freeDiskMiB < leastDiskMiB)
    return `${facts.diskPath} has ${Math.floor(facts.freeDiskMiB)} MiB of free disk space, and a swap file needs ${leastDiskMiB} MiB`;
  return undefined;
}

export async function readPressureFacts(): Promise<PressureFacts> {
  await mkdir(stateFolder, { recursive: true });
  const { bavail, bsize } = await statfs(stateFolder);
  const mounts = await readFile('/proc/mounts', 'utf8');
  return {
    isRoot: isRoot(),
    hasSoftLimits: /^\S+ \S+ cgroup \S*\bmemory\b/m.test(mounts),
    hasHugepages: existsSync(hugepagesPath),
    availableMiB: (await readMachineMemory()).availableMiB,
    freeDiskMiB: (bavail * bsize) / 2 ** 20,
    diskPath: stateFolder,
  };
}
