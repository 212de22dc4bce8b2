import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config.ts';
import { fakeCluster } from '../../../src/fake/fake-cluster.ts';
import { type Novatuned, startNovatuned } from '../../../src/novatuned.ts';
import { LoopbackSshd } from '../../fakes/loopback-sshd.ts';
import { Api } from '../../world/api.ts';

// VM1 is on compute1, VM4 on compute2.
const commandTimeoutMs = 1500;
/** What may pass for quick on a busy machine: a new attempt at the connection holds a request up for 500 ms at most. */
const quickMs = 700;

let hosts: Map<string, LoopbackSshd>;
let novatuned: Novatuned;
let api: Api;

beforeEach(async () => {
  const started = fakeCluster().map(async (fake) => [fake.name, await LoopbackSshd.start(fake)] as const);
  hosts = new Map(await Promise.all(started));
  const entries = [...hosts].map(([name, { port, keyFile, knownHostsFile }]) => ({
    name,
    transport: 'ssh',
    ssh: { address: '127.0.0.1', port, key_file: keyFile, known_hosts_file: knownHostsFile },
  }));
  const config = { hosts: entries, http: { port: 0 }, libvirt: { command_timeout: commandTimeoutMs / 1000 } };
  novatuned = await startNovatuned(parseConfig(JSON.stringify(config)), pino({ level: 'silent' }));
  api = new Api(novatuned.url);
  await expect.poll(() => ask('VM4').then(({ status }) => status), { timeout: 10_000 }).toBe(200);
});
afterEach(async () => {
  await novatuned?.stop();
  await Promise.all([...hosts.values()].map((host) => host.stop()));
});

async function ask(server: string) {
  const startedAt = performance.now();
  const { status } = await api.act(server, { 'get-cpu-priority': null });
  return { status, waitedMs: performance.now() - startedAt };
}

const longest = (answers: readonly { waitedMs: number }[]): number =>
  Math.max(...answers.map(({ waitedMs }) => waitedMs));
const statuses = (answers: readonly { status: number }[]): number[] => [
  ...new Set(answers.map(({ status }) => status)),
];

test('a host that stops answering costs its own requests a 503 in time, then a quick one, and others nothing', async () => {
  const compute2 = hosts.get('compute2') as LoopbackSshd;
  const others: Awaited<ReturnType<typeof ask>>[] = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      others.push(await ask('VM1'));
      await sleep(20);
    }
  })();
  compute2.silence();

  const first = await ask('VM4');
  // Until ssh itself has noticed.
  await sleep(5000);
  const later: Awaited<ReturnType<typeof ask>>[] = [];
  for (let count = 0; count < 40; count += 1) later.push(await ask('VM4'));
  isOver = true;
  await asking;

  expect(first.status).toBe(503);
  expect(first.waitedMs).toBeLessThan(commandTimeoutMs + 500);
  expect(statuses(later)).toEqual([503]);
  expect(longest(later)).toBeLessThan(quickMs);
  expect(statuses(others)).toEqual([200]);
  expect(longest(others)).toBeLessThan(quickMs);

  compute2.speak();
  await expect.poll(() => ask('VM4').then(({ status }) => status), { timeout: 20_000, interval: 100 }).toBe(200);
}, 60_000);

test('a host whose key has changed is refused, and runs nothing', async () => {
  const compute2 = hosts.get('compute2') as LoopbackSshd;
  compute2.changeHostKey();
  await expect.poll(() => ask('VM4').then(({ status }) => status), { timeout: 10_000 }).toBe(503);
  compute2.lines.splice(0);

  const answers = [];
  for (let count = 0; count < 20; count += 1) answers.push(await ask('VM4'));

  expect(statuses(answers)).toEqual([503]);
  expect(longest(answers)).toBeLessThan(quickMs);
  expect((await ask('VM1')).status).toBe(200);
  expect(compute2.lines).toEqual([]);
}, 30_000);
