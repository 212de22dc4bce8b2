import type { Kernel } from '../test/world/world.ts';

/** Where kernel or guest show what a command changed, past novatune. */
export interface Witness {
  readonly label: string;
  look(kernel: Kernel, server: string): Promise<string>;
  /** How long what it shows may lag behind. */
  readonly lagMs?: number;
}

export const shares: Witness = {
  label: 'kernel: CPU shares',
  look: async (kernel, server) => String(await kernel.cpuShares(server)),
};

export const weight: Witness = {
  label: 'kernel: BFQ weight',
  look: async (kernel, server) => String(await kernel.ioWeight(server)),
};

export const softLimit: Witness = {
  label: 'kernel: soft limit in bytes',
  look: async (kernel, server) => String((await kernel.softLimitBytes(server)) ?? 'none'),
};

export const memTotal: Witness = {
  label: 'guest: MemTotal',
  look: async (kernel, server) => `${await kernel.memTotalKiB(server)} kB`,
  // The guest writes its memory on its console once a second.
  lagMs: 3000,
};

export const netClass: Witness = {
  label: 'kernel: HTB class',
  async look(kernel, server) {
    const found = await kernel.netClass(server);
    return found === undefined ? 'none' : `${found.classId} rate ${found.rateKbit}kbit ceil ${found.ceilKbit}kbit`;
  },
};
