import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runInGuest, sampleUplink, startSending, stopSending, type UplinkSample } from '../lab/index.ts';
import { Api } from '../world/api.ts';
import { type LabWorld, startLabWorld } from '../world/lab-world.ts';
import { onHost } from './daemons.ts';

const host = 'compute1';
const capKbit = 80_000;
const counterPort = 5002;
const changes = 200;

/** Bytes that each class has let through, by classid. */
async function classBytes(): Promise<Map<string, number>> {
  const text = await onHost(host, 'tc', '-s', 'class', 'show', 'dev', 'eth1');
  return new Map(
    [...text.matchAll(/^class htb (\S+) [^\n]*\n Sent (\d+) bytes/gm)].map(([, id = '', bytes]) => [id, Number(bytes)]),
  );
}

/** The most that passed in any second, whenever it began. */
function busiestSecondKbit(samples: readonly UplinkSample[]): number {
  const seconds = samples.map(({ atMs }) =>
    samples.filter((one) => one.atMs >= atMs && one.atMs < atMs + 1000).reduce((sum, { bytes }) => sum + bytes, 0),
  );
  return (Math.max(...seconds) * 8) / 1000;
}

/** Counts the lines `0`, `1`, … that arrive by UDP in the outside world. */
async function startCounter(): Promise<{ process: ChildProcess; lines(): Promise<number[]> }> {
  const script = `const lines = []; const socket = require('dgram').createSocket('udp4');
    socket.on('message', (packet) => lines.push(...packet.toString().trim().split('\\n').map(Number)));
    socket.bind(${counterPort}, '10.88.0.1', () => console.log('ready'));
    process.stdin.on('data', () => { console.log(JSON.stringify(lines)); process.exit(); });`;
  const child = spawn('ip', ['netns', 'exec', 'novatune-outside', process.execPath, '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    process: child,
    async lines() {
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += chunk;
      });
      child.stdin.write('\n');
      await once(child, 'close');
      return JSON.parse(text);
    },
  };
}

describe('three guests that send', () => {
  let world: LabWorld;
  const api = () => new Api(world.url);
  const set = (server: string, prio: number) => api().done(server, { 'set-net-priority': { prio } });

  beforeAll(async () => {
    world = await startLabWorld();
    for (const [server, prio] of [
      ['VM1', 0],
      ['VM2', 33],
      ['VM3', 61],
    ] as const)
      await set(server, prio);
  });
  afterAll(async () => {
    for (const server of ['VM1', 'VM2', 'VM3']) {
      await stopSending(server);
      await api().act(server, { 'reset-net-priority': null });
    }
    await world?.close();
  });

  test('share 80 Mbit/s as 39, 26 and 15, within 3 % by the bytes of their classes', async () => {
    for (const server of ['VM1', 'VM2', 'VM3']) await startSending(server);
    await sleep(3000);
    const classes = await Promise.all(
      ['VM1', 'VM2', 'VM3'].map(async (server) => (await world.kernel.netClass(server))?.classId ?? ''),
    );

    const before = await classBytes();
    await sleep(10_000);
    const after = await classBytes();

    const sent = classes.map((id) => (after.get(id) ?? 0) - (before.get(id) ?? 0));
    const total = sent.reduce((sum, bytes) => sum + bytes, 0);
    const guaranteed = [39_015, 26_010, 14_975];
    for (const [index, bytes] of sent.entries()) {
      const part = guaranteed[index]! / capKbit;
      expect(bytes / total / part).toBeGreaterThan(0.97);
      expect(bytes / total / part).toBeLessThan(1.03);
    }
  });

  test(`lose no packet and never pass the cap in ${changes} changes of their priorities`, async () => {
    await stopSending('VM3');
    for (const server of ['VM1', 'VM2']) await startSending(server);
    const counter = await startCounter();
    // 20 ms apart: never enough to fill a queue, so that a packet can only be lost by a change.
    const count = `i=0; while [ -e /tmp/counting ]; do echo $i; i=$((i+1)); usleep 20000; done | nc -u 10.88.0.1 ${counterPort}`;
    await runInGuest('VM3', `touch /tmp/counting; (setsid sh -c '${count}; echo' >/dev/null 2>&1 &)`);
    let over = false;
    const watched: UplinkSample[][] = [];
    const watching = (async () => {
      while (!over) watched.push(await sampleUplink(host, { durationMs: 5000, intervalMs: 100 }));
    })();

    for (let change = 0; change < changes; change += 1) await set(`VM${(change % 3) + 1}`, (change * 37) % 99);

    over = true;
    await watching;
    await runInGuest('VM3', 'rm /tmp/counting; sleep 1; killall nc || true');
    const lines = await counter.lines();
    expect(lines.length).toBeGreaterThan(changes);
    expect([...new Set(lines)].sort((one, other) => one - other)).toEqual(
      Array.from({ length: Math.max(...lines) + 1 }, (_, index) => index),
    );
    expect(Math.max(...watched.map(busiestSecondKbit))).toBeLessThan(capKbit * 1.03);
  }, 180_000);
});
