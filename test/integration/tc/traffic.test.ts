import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { type GuestShare, guestsOf, withoutPriority, withPriority } from '../../../src/compute/htb-guests.ts';
import { planTree } from '../../../src/compute/htb-plan.ts';
import type { TreeSettings } from '../../../src/compute/htb-target.ts';
import { guestClasses } from '../../../src/compute/htb-tree.ts';
import { readTree } from '../../../src/compute/tc-read.ts';
import { kbitOfMbit, netPriority } from '../../../src/units.ts';
import { needs } from '../../skip.ts';
import { applyTree } from './apply-tree.ts';
import { canMakeNamespaces } from './namespace-world.ts';
import { guestMac, type TrafficWorld, trafficWorld } from './traffic-world.ts';
import { timeoutMs } from './world.ts';

const test = needs(await canMakeNamespaces(), 'real traffic needs root and network namespaces');

const htbRateMbit = 80;
const settings: TreeSettings = {
  device: 'uplink',
  linkRateKbit: kbitOfMbit(100),
  htbRateKbit: kbitOfMbit(htbRateMbit),
  borrow: true,
  leaf: 'pfifo',
};

async function change(world: TrafficWorld, edit: (guests: readonly GuestShare[]) => GuestShare[]): Promise<void> {
  const before = await readTree(world.transport, world.device, timeoutMs);
  const commands = planTree(before, edit(guestsOf(before)), settings);
  await applyTree(world.transport, { before, commands, settings, timeoutMs });
}

const set = (world: TrafficWorld, number: number, priority: number): Promise<void> =>
  change(world, (guests) => withPriority(guests, [guestMac(number)], netPriority(priority)));

interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

/** A reading that took longer is no point in time: half of it is the error of a window. */
const longestReadingMs = 20;

/** Counts what leaves the uplink every 50 ms until `work` ends; returns the highest rate over any second, in Mbit/s. */
async function peakRateDuring(world: TrafficWorld, work: Promise<unknown>): Promise<number> {
  const samples: Sample[] = [];
  let working = true;
  const stop = () => {
    working = false;
  };
  work.then(stop, stop);
  while (working) {
    const start = performance.now();
    const bytes = await world.sentBytes();
    const end = performance.now();
    if (end - start < longestReadingMs) samples.push({ atMs: (start + end) / 2, bytes });
    await sleep(50);
  }
  await work;
  return peakRate(samples);
}

function peakRate(samples: readonly Sample[]): number {
  let [peak, first] = [0, 0];
  for (const [index, { atMs, bytes }] of samples.entries()) {
    while (first + 1 < index && atMs - samples[first + 1]!.atMs >= 1000) first += 1;
    const since = samples[first]!;
    if (atMs - since.atMs >= 1000) peak = Math.max(peak, ((bytes - since.bytes) * 8) / (atMs - since.atMs) / 1000);
  }
  return peak;
}

async function classBytes(world: TrafficWorld): Promise<number[]> {
  const { stdout } = await world.transport.run(['tc', '-s', '-batch', '-'], {
    input: 'class show dev uplink\n',
    timeoutMs,
  });
  return [0x10, 0x11, 0x12].map((minor) =>
    Number(new RegExp(`class htb 4e54:${minor.toString(16)} .*\\n Sent (\\d+) bytes`).exec(stdout)?.[1]),
  );
}

/** How far, as a part of it, the class that is farthest from its part of four seconds is from that. */
async function splitDeviation(world: TrafficWorld): Promise<number> {
  const before = await classBytes(world);
  await sleep(4000);
  const sent = (await classBytes(world)).map((bytes, index) => bytes - before[index]!);
  const parts = [39_015, 26_010, 14_975].map((rateKbit) => rateKbit / 80_000);
  return Math.max(...parts.map((part, index) => Math.abs(sent[index]! / sumOf(sent) / part - 1)));
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

async function changeOften(world: TrafficWorld): Promise<void> {
  for (let step = 0; step < 200; step++) await set(world, 1 + (step % 3), (step * 37) % 99);
}

test('200 changes under load lose no packet, exceed htb_rate in no second, and end in the split that was asked for', {
  timeout: 120_000,
}, async () => {
  const world = await trafficWorld(3);
  onTestFinished(world.close);
  // The first priority builds the tree. That is no change of one: the kernel stops the device to put another root there.
  for (const number of [1, 2, 3]) await set(world, number, 50);
  world.start();
  await sleep(1500);

  const peak = await peakRateDuring(world, changeOften(world));
  for (const [index, priority] of [0, 33, 61].entries()) await set(world, index + 1, priority);
  // A sender that gets no turn on a busy machine leaves its part to the others, so it may take some tries.
  await expect.poll(() => splitDeviation(world), { timeout: 60_000, interval: 0 }).toBeLessThan(0.03);
  for (let round = 0; round < 5; round++) {
    await change(world, (guests) => withoutPriority(guests, [guestMac(2)]));
    await set(world, 2, 33);
  }
  const { sent, arrived, overrun } = await world.finish();

  console.info(`peak ${peak.toFixed(1)} Mbit/s; packets sent ${sent}, arrived ${arrived}, overrun ${overrun}`);
  expect(peak).toBeGreaterThan(htbRateMbit * 0.9);
  expect(peak).toBeLessThan(htbRateMbit * 1.05);
  expect(sumOf(sent) - sumOf(arrived) - overrun).toBe(0);
  expect(Math.min(...arrived)).toBeGreaterThan(500);
  const tree = await readTree(world.transport, world.device, timeoutMs);
  expect(guestClasses(tree).map(({ minor }) => minor)).toEqual([0x10, 0x11, 0x12]);
});
