import { readFile } from 'node:fs/promises';

/** What this machine says of its memory, in MiB. */
export interface MachineMemory {
  readonly availableMiB: number;
  readonly freeSwapMiB: number;
}

export async function readMachineMemory(): Promise<MachineMemory> {
  return parseMeminfo(await readFile('/proc/meminfo', 'utf8'));
}

/** @throws {Error} a line is missing */
export function parseMeminfo(meminfo: string): MachineMemory {
  return { availableMiB: readMiB(meminfo, 'MemAvailable'), freeSwapMiB: readMiB(meminfo, 'SwapFree') };
}

/** The proportional set size of a process, in MiB, which is what the thesis shows. */
export async function readPssMiB(pid: number): Promise<number> {
  return readMiB(await readFile(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss');
}

function readMiB(text: string, name: string): number {
  const kib = new RegExp(`^${name}: *(\\d+) kB$`, 'm').exec(text)?.[1];
  if (kib === undefined) throw new Error(`The kernel says nothing of ${name}`);
  return Number(kib) / 1024;
}
