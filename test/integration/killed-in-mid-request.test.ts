import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Api } from '../world/api.ts';
import { historyOf } from '../world/history.ts';
import { type LabWorld, startLabWorld } from '../world/lab-world.ts';

const server = 'VM1';
const preload = new URL('../world/die-at-write.mjs', import.meta.url);
/** No request makes so many. */
const mostWrites = 150;

let folder: string;
let world: LabWorld | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'novatune-store-'));
});
afterEach(async () => {
  await world?.kill();
  world = await start();
  await new Api(world.url).done(server, { 'clear-allocation': {} });
  await world.close();
  world = undefined;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts the next novatuned on the same store, which is ended before its nth write. */
const start = (dieAt = Number.POSITIVE_INFINITY) =>
  startLabWorld({
    hosts: ['compute1'],
    settings: { store: { file: join(folder, 'novatune.sqlite') } },
    preload,
    env: { DIE_AT_WRITE: String(dieAt) },
  });

interface Subject {
  readonly resource: string;
  /** Asks for another value each time. */
  readonly ask: (count: number) => { readonly value: number; readonly action: object };
  /** What the kernel has of it. */
  readonly read: (world: LabWorld) => Promise<number>;
}

const cpu: Subject = {
  resource: 'cpu',
  ask: (count) => ({ value: 2000 + count, action: { 'set-cpu-priority': { share: 2000 + count } } }),
  read: ({ kernel }) => kernel.cpuShares(server),
};

const network: Subject = {
  resource: 'network',
  ask: (count) => ({ value: count % 10, action: { 'set-net-priority': { prio: count % 10 } } }),
  // Of HTB's preferences the hundreds are novatune's own; without a class there is no priority.
  read: async ({ kernel }) => ((await kernel.netClass(server))?.preference ?? 99) - 100,
};

test.each([cpu, network])('ended before any write of a change of $resource, novatuned keeps what the host has', {
  timeout: 600_000,
}, async ({ resource, ask, read }) => {
  let answered = false;
  let held: number | undefined;
  for (let count = 1; !answered; count += 1) {
    expect(count).toBeLessThan(mostWrites);
    world = await start(count);
    const before = held ?? (await read(world));
    const { value, action } = ask(count);
    const reply = await new Api(world.url).act(server, action).catch(() => undefined);
    answered = reply !== undefined;
    if (answered) expect(reply).toMatchObject({ status: 200 });
    await world.kill();

    world = await start();
    const { url } = world;
    const lines = await expect
      .poll(() => historyOf(url, server), { timeout: 20_000 })
      .toSatisfy((all: { outcome: string | null }[]) => all.every(({ outcome }) => outcome !== null))
      .then(() => historyOf(url, server));
    const mine = lines.filter((line) => line.resource === resource && line.cause === 'set')[0];
    const isHeld = mine?.asked === value && mine.outcome === 'success';
    if (answered) expect(isHeld).toBe(true);
    held = isHeld ? value : before;
    const now = world;
    await expect.poll(() => read(now), { timeout: 20_000 }).toBe(held);
    await world.kill();
  }
});
