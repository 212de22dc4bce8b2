import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Api } from '../world/api.ts';
import { type HistoryLine, historyOf } from '../world/history.ts';
import { type LabWorld, startLabWorld } from '../world/lab-world.ts';
import type { Kernel } from '../world/world.ts';

const server = 'VM1';
const preload = new URL('../world/die-at-write.mjs', import.meta.url);
/** Of so many writes of a request, spread over all of them; NOVATUNE_EVERY_WRITE=1 has all. */
const mostPoints = process.env.NOVATUNE_EVERY_WRITE === '1' ? Number.POSITIVE_INFINITY : 6;

let folder: string;
let world: LabWorld;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'novatune-store-'));
});
afterEach(async () => {
  await new Api(world.url).done(server, { 'clear-allocation': {} }).finally(() => world.kill());
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts the next novatuned on the same store, which is ended before its nth write. */
async function start(dieAt = Number.POSITIVE_INFINITY): Promise<void> {
  world = await startLabWorld({
    hosts: ['compute1'],
    settings: { store: { file: join(folder, 'novatune.sqlite') } },
    preload,
    env: { DIE_AT_WRITE: String(dieAt) },
  });
}

/** How many writes the one that runs has made since its first request. */
async function countWrites(): Promise<number> {
  world.signal('SIGUSR2');
  const told = () => world.log.find((line) => line.startsWith('{"writes"'));
  await expect.poll(told, { timeout: 10_000 }).toBeDefined();
  return (JSON.parse(told()!) as { writes: number }).writes;
}

interface Subject {
  readonly resource: string;
  readonly askedAt: (count: number) => number;
  readonly actionOf: (value: number) => object;
  /** What the kernel has of it. */
  readonly read: (kernel: Kernel) => Promise<number>;
}

const cpu: Subject = {
  resource: 'cpu',
  askedAt: (count) => 2000 + count,
  actionOf: (share) => ({ 'set-cpu-priority': { share } }),
  read: (kernel) => kernel.cpuShares(server),
};

const network: Subject = {
  resource: 'network',
  askedAt: (count) => count % 10,
  actionOf: (prio) => ({ 'set-net-priority': { prio } }),
  // Of HTB's preferences the hundreds are novatune's own; without a class there is no priority.
  read: async (kernel) => ((await kernel.netClass(server))?.preference ?? 99) - 100,
};

/** The last thing that was asked of the resource, once nothing is under way any more. */
async function lastAsked(resource: string): Promise<HistoryLine | undefined> {
  let lines: HistoryLine[] = [];
  const isSettled = async () => {
    lines = await historyOf(world.url, server);
    return lines.every(({ outcome }) => outcome !== null);
  };
  await expect.poll(isSettled, { timeout: 20_000 }).toBe(true);
  return lines.find((line) => line.resource === resource && line.cause === 'set');
}

test.each([cpu, network])('ended before any write of a change of $resource, novatuned keeps what the host has', {
  timeout: 900_000,
}, async ({ resource, askedAt, actionOf, read }) => {
  let held = askedAt(0);
  /** The value of the change that the last novatuned was ended in, and whether it was answered. */
  let asked: { readonly value: number; readonly isAnswered: boolean } | undefined;
  const checkWhatIsHeld = async () => {
    const last = await lastAsked(resource);
    const isHeld = last?.outcome === 'success' && last.asked === asked?.value;
    if (asked?.isAnswered) expect(isHeld).toBe(true);
    if (isHeld) held = last.asked;
    await expect.poll(() => read(world.kernel), { timeout: 20_000 }).toBe(held);
  };

  await start();
  const api = new Api(world.url);
  await api.done(server, actionOf(held));
  const writes = await countWrites();
  await world.kill();
  expect(writes).toBeGreaterThan(6);

  const step = Math.max(1, writes / mostPoints);
  for (let point = 1; point <= writes; point += step) {
    const dieAt = Math.floor(point);
    await start(dieAt);
    await checkWhatIsHeld();
    const value = askedAt(dieAt);
    const reply = await new Api(world.url).act(server, actionOf(value)).catch(() => undefined);
    if (reply !== undefined) expect(reply).toMatchObject({ status: 200 });
    asked = { value, isAnswered: reply !== undefined };
    await world.kill();
  }
  await start();
  await checkWhatIsHeld();
});
