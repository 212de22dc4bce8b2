// A world is a running novatune with hosts behind it, and a way to see what its hosts really do, without asking novatune.
// The same test bodies (test/behaviour/) run in two: fake-world.ts has the in-memory driver, lab-world.ts the lab's real guests.

export interface World {
  readonly url: string;
  readonly kernel: Kernel;
  /** Destroys the server's domain and creates it afresh, as Nova's hard reboot does. Resolves when its guest is up. */
  hardReboot(server: string): Promise<void>;
  close(): Promise<void>;
}

/** What the kernels of host and guest say of a server, by its name. */
export interface Kernel {
  /** `cpu.shares` or `cpu.weight`. */
  cpuShares(server: string): Promise<number>;
  /** `memory.soft_limit_in_bytes` or `memory.high`; undefined for none. */
  softLimitBytes(server: string): Promise<number | undefined>;
  /** BFQ's weight. */
  ioWeight(server: string): Promise<number>;
  /** MemTotal in the guest's own words; it is a little less than what the balloon leaves it, for the kernel keeps some. */
  memTotalKiB(server: string): Promise<number>;
  /** The HTB class that the server's MAC is sent to. */
  netClass(server: string): Promise<NetClass | undefined>;
}

export interface NetClass {
  readonly classId: string;
  readonly preference: number;
  readonly rateKbit: number;
  readonly ceilKbit: number;
}
