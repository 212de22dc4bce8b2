import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { Api } from '../../world/api.ts';
import { type LabWorld, startLabWorld } from '../../world/lab-world.ts';
import type { ExampleEnvironment } from './example.ts';

/** What the kernel says of a server. */
export interface Held {
  readonly shares: number;
  readonly weight: number;
  /** Guaranteed by its network priority; undefined where it has none. */
  readonly rateKbit: number | undefined;
}

/** The lab for the tests of one file; after each, the servers of compute1 have again what they are started with. */
export class LabForExamples {
  world!: LabWorld;

  get api(): Api {
    return new Api(this.world.url);
  }

  here(): ExampleEnvironment {
    return { OS_ENDPOINT_OVERRIDE: this.world.url };
  }

  async held(server: string): Promise<Held> {
    const { kernel } = this.world;
    const [shares, weight, net] = [
      await kernel.cpuShares(server),
      await kernel.ioWeight(server),
      await kernel.netClass(server),
    ];
    return { shares, weight, rateKbit: net?.rateKbit };
  }

  /** What the guest says of its memory, once it has said the same twice: it speaks once a second. */
  async settledMemTotalKiB(server: string): Promise<number> {
    const said = [Number.NaN];
    const isSettled = async () => said.at(-1) === said[said.push(await this.world.kernel.memTotalKiB(server)) - 2];
    await expect.poll(isSettled, { timeout: 10_000, interval: 1500 }).toBe(true);
    return said.at(-1)!;
  }

  async restore(): Promise<void> {
    for (const server of ['VM1', 'VM2', 'VM3']) {
      await this.api.done(server, { 'set-cpu-priority': { share: 1024 } });
      await this.api.done(server, { 'set-io-priority': { weight: 100 } });
      await this.api.done(server, { 'reset-net-priority': null });
      await this.api.done(server, { 'set-current-memory': { memory: 256 } });
      await this.api.done(server, { 'set-memory-soft-limit': { memory_limit: -1 } });
    }
  }
}

/** Starts the lab's world for a file of tests, and ends it. */
export function labForExamples(): LabForExamples {
  const lab = new LabForExamples();
  beforeAll(async () => {
    lab.world = await startLabWorld();
    await lab.restore();
  });
  afterEach(() => lab.restore());
  afterAll(() => lab.world?.close());
  return lab;
}
