import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runInGuest, sampleUplink, startSending, stopSending, type UplinkSample } from '../lab/index.ts';
import { Api } from '../world/api.ts';
import { type LabWorld, startLabWorld } from '../world/lab-world.ts';
import { onHost } from './daemons.ts';

const host = 'compute1';
const capKbit = 80_000;
/** The guests of a machine with much else to do cannot all send their parts of that at once. */
const smallCapKbit = 32_000;
const changes = 200;
/** 20 s of them from the third server, which has a priority as well: it counts what gets through, so it sends too little to fill its own queue. */
const pings = 1000;
/** HTB lends a class its burst of 10 ms, on top of a second's worth; and the counters are read a moment late. */
const capTolerance = 1.03;

/** What each guest gets of the cap, by its priority: 39, 26 and 15 of 80. */
const shares = [
  { server: 'VM1', prio: 0, part: 99 / 203 },
  { server: 'VM2', prio: 33, part: 66 / 203 },
  { server: 'VM3', prio: 61, part: 38 / 203 },
] as const;

/** What a class has let through, and how many packets wait in it. */
interface ClassCount {
  readonly sentBytes: number;
  readonly waiting: number;
}

/** The classes of the uplink, by classid. */
async function countClasses(): Promise<Map<string, ClassCount>> {
  const text = await onHost(host, 'tc', '-s', 'class', 'show', 'dev', 'eth1');
  const shown = text.matchAll(/^class htb (\S+) [^\n]*\n Sent (\d+) bytes [^\n]*\n backlog \S+ (\d+)p/gm);
  return new Map(
    [...shown].map(([, id = '', bytes, packets]) => [id, { sentBytes: Number(bytes), waiting: Number(packets) }]),
  );
}

/**
 * How far, as a part of it, the class that is farthest from its part of what all let through is from that; infinitely where one had nothing to
 * send. A guest that is too slow for its part, on a machine with much else to do, leaves it to the others.
 */
async function deviationOf(parts: ReadonlyMap<string, number>): Promise<number> {
  const first = await countClasses();
  let last = first;
  for (let sample = 0; sample < 20; sample += 1) {
    await sleep(300);
    last = await countClasses();
    if ([...parts.keys()].some((id) => last.get(id)?.waiting === 0)) return Number.POSITIVE_INFINITY;
  }
  const sent = [...parts].map(([id, part]) => ({ part, bytes: last.get(id)!.sentBytes - first.get(id)!.sentBytes }));
  const total = sent.reduce((sum, { bytes }) => sum + bytes, 0);
  return Math.max(...sent.map(({ part, bytes }) => Math.abs(bytes / total / part - 1)));
}

/** The highest rate over any second, whenever it began; a busy machine samples late, so a second is what lies between two samples. */
function busiestSecondKbit(samples: readonly UplinkSample[]): number {
  const rates = samples.flatMap(({ atMs }, first) => {
    const last = samples.findIndex((one) => one.atMs - atMs >= 1000);
    if (last < 0) return [];
    const bytes = samples.slice(first + 1, last + 1).reduce((sum, one) => sum + one.bytes, 0);
    return [(bytes * 8) / (samples[last]!.atMs - atMs)];
  });
  return Math.max(...rates);
}

let world: LabWorld;
const api = () => new Api(world.url);
const set = (server: string, prio: number) => api().done(server, { 'set-net-priority': { prio } });

async function begin(htbRateKbit: number): Promise<void> {
  world = await startLabWorld({ settings: { tc: { htb_rate: htbRateKbit / 1000 } } });
  for (const { server, prio } of shares) await set(server, prio);
}

async function end(): Promise<void> {
  for (const { server } of shares) {
    await stopSending(server);
    await api().act(server, { 'reset-net-priority': null });
  }
  await world?.close();
}

describe('three guests that send all they can', () => {
  beforeAll(() => begin(smallCapKbit));
  afterAll(end);

  test('share the cap as 39, 26 and 15, within 3 % by the bytes of their classes, while all have something to send', async () => {
    const parts = new Map<string, number>();
    for (const { server, part } of shares) {
      await startSending(server);
      parts.set((await world.kernel.netClass(server))!.classId, part);
    }

    await expect.poll(() => deviationOf(parts), { timeout: 120_000, interval: 0 }).toBeLessThan(0.03);
  }, 150_000);
});

describe('three guests that send', () => {
  beforeAll(() => begin(capKbit));
  afterAll(end);

  /** What a guest has sent waits in the guest as well, where a ping that meets a full queue is lost before it is on its way. */
  const expectSilence = async (server: string) => {
    const { classId } = (await world.kernel.netClass(server))!;
    const grown = async () => {
      const before = (await countClasses()).get(classId)!;
      await sleep(1000);
      return (await countClasses()).get(classId)!.sentBytes - before.sentBytes;
    };
    await expect.poll(grown, { timeout: 30_000 }).toBeLessThan(1000);
  };

  test(`lose no packet and never pass the cap in ${changes} changes of their priorities`, async () => {
    await expectSilence('VM3');
    for (const server of ['VM1', 'VM2']) await startSending(server);
    // 20 ms apart and small: never enough to fill a queue, so that a packet can only be lost by a change.
    await runInGuest('VM3', `ping -q -i 0.02 -c ${pings} 10.88.0.1 >/tmp/pinged 2>&1 &`);
    const watched: UplinkSample[][] = [];
    let over = false;
    const watching = (async () => {
      while (!over) watched.push(await sampleUplink(host, { durationMs: 5000, intervalMs: 100 }));
    })();

    let made = 0;
    for (; made < changes || !(await runInGuest('VM3', 'cat /tmp/pinged')).includes('packet loss'); made += 1) {
      await set(`VM${(made % 3) + 1}`, (made * 37) % 99);
      if (made > changes * 20) throw new Error('the pings do not end');
    }

    over = true;
    await watching;
    await expect
      .poll(() => runInGuest('VM3', 'cat /tmp/pinged'), { timeout: 60_000, interval: 1000 })
      .toContain(`${pings} packets transmitted, ${pings} packets received, 0% packet loss`);
    expect(Math.max(...watched.map(busiestSecondKbit))).toBeLessThan(capKbit * capTolerance);
  }, 180_000);
});
