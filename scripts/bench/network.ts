import { setTimeout as sleep } from 'node:timers/promises';
import { withPriority } from '../../src/compute/htb-guests.ts';
import type { TreeSettings } from '../../src/compute/htb-target.ts';
import { kbitOfMbit, netPriority } from '../../src/units.ts';
import { guestMac, type TrafficWorld, trafficWorld } from '../../test/integration/tc/traffic-world.ts';
import { changeTree, crowdIn, crowdMac, type TreeChange } from './crowded-tree.ts';
import { median, rounded, spreadOf } from './percentile.ts';
import { type ByteCount, secondsAbove } from './seconds-above.ts';
import type { Stage } from './stage.ts';

/** Changes of a priority while guests send all they can, with so many guests in the tree. */
export interface NetworkRow {
  readonly guests: number;
  /** Of one change: read, plan, run, read back. */
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly changes: number;
  readonly tc_lines: number;
  /** Numbered packets that were sent meanwhile, and those that never arrived. */
  readonly packets: number;
  readonly lost: number;
  /** Of the time under load. */
  readonly seconds: number;
  readonly seconds_above_cap: number;
}

const capMbit = 80;
/** HTB lends a class its burst of 10 ms on top of a second's worth, and the counters are read a moment late. */
const tolerance = 1.03;
const longestReadingMs = 20;

const settings: TreeSettings = {
  device: 'uplink',
  linkRateKbit: kbitOfMbit(1000),
  htbRateKbit: kbitOfMbit(capMbit),
  borrow: true,
  leaf: 'pfifo',
};

/** In network namespaces, on the kernel's own tree; undefined without root. */
export async function measureNetwork(stage: Stage): Promise<readonly NetworkRow[] | undefined> {
  if (!stage.isRoot) return undefined;
  const rows: NetworkRow[] = [];
  for (const guests of [1, 10, 100, 1000]) {
    rows.push(await measureAmong(stage, guests));
    stage.say(`changes among ${guests} guests measured`);
  }
  return rows;
}

async function measureAmong(stage: Stage, guests: number): Promise<NetworkRow> {
  const senders = Math.min(guests, 3);
  const world = await trafficWorld(senders);
  try {
    const crowd = Array.from({ length: guests - senders }, (_, number) => crowdMac(number));
    const own = Array.from({ length: senders }, (_, index) => guestMac(index + 1));
    await changeTree(world.transport, settings, crowdIn([...own, ...crowd]));
    world.start();
    await sleep(1500);
    return { guests, ...(await measureUnderLoad(stage, world, senders)) };
  } finally {
    await world.close();
  }
}

async function measureUnderLoad(
  stage: Stage,
  world: TrafficWorld,
  senders: number,
): Promise<Omit<NetworkRow, 'guests'>> {
  const counts: ByteCount[] = [];
  let over = false;
  const watching = (async () => {
    while (!over) await count(world, counts);
  })();
  const changes: TreeChange[] = [];
  const [least, leastMs] = stage.quick ? [10, 2000] : [100, 10_000];
  const startedAt = performance.now();
  try {
    while (changes.length < least || performance.now() - startedAt < leastMs) {
      stage.stop.throwIfAborted();
      const turn = changes.length;
      const mac = guestMac(1 + (turn % senders));
      const priority = netPriority((turn * 37 + 11) % 99);
      changes.push(await changeTree(world.transport, settings, (all) => withPriority(all, [mac], priority)));
    }
  } finally {
    over = true;
    await watching;
  }
  const { sent, arrived, overrun } = await world.finish();
  const { p50, p99 } = spreadOf(changes.map(({ ms }) => ms));
  return {
    p50_ms: p50,
    p99_ms: p99,
    changes: changes.length,
    tc_lines: median(changes.map(({ lines }) => lines)),
    packets: sumOf(sent),
    lost: sumOf(sent) - sumOf(arrived) - overrun,
    seconds: rounded((performance.now() - startedAt) / 1000),
    seconds_above_cap: secondsAbove(counts, capMbit * 1000 * tolerance),
  };
}

/** A reading that took longer is no point in time: half of it is the error of a second. */
async function count(world: TrafficWorld, counts: ByteCount[]): Promise<void> {
  const askedAt = performance.now();
  const bytes = await world.sentBytes();
  const now = performance.now();
  if (now - askedAt < longestReadingMs) counts.push({ atMs: (askedAt + now) / 2, bytes });
  await sleep(50);
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
