import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { execOnHost } from '../lab/index.ts';
import { Api, serverOf } from '../world/api.ts';
import { type LabWorld, startLabWorld } from '../world/lab-world.ts';
import { findNetClass } from '../world/net-class.ts';
import { onHost } from './daemons.ts';
import { createTinyServer } from './tiny-server.ts';

const id = 'b0000000-0000-4000-8000-0000000000bb';
const leaving = { id, name: 'leaving', domain: 'leaving', mac: 'fa:16:3e:00:00:bb' };
const patient = { timeout: 20_000, interval: 200 };

let world: LabWorld;
let api: Api;

const netClass = async (host: string) =>
  findNetClass(
    await onHost(host, 'sh', '-c', 'tc filter show dev eth1 parent 4e54: 2>/dev/null; tc class show dev eth1'),
    leaving.mac,
  );
const hostSeen = async () => {
  const { body } = await api.request('GET', `/v2.1/servers/${id}`);
  return (body as { server?: Record<string, string> }).server?.['OS-EXT-SRV-ATTR:host'];
};
const comeUp = async (host: string) => {
  await createTinyServer(host, leaving);
  await expect.poll(hostSeen, patient).toBe(host);
};
const destroy = (host: string) => onHost(host, 'virsh', 'destroy', id);
const said = (text: string) => world.log.filter((line) => line.includes(text)).length;

beforeAll(async () => {
  // Long enough for a hard reboot of the lab's guests, which takes them away for a moment.
  world = await startLabWorld({
    settings: { store: { file: ':memory:' }, reconcile_interval: 0.5, orphan_grace: 5 },
    hosts: ['compute1', 'compute2'],
  });
  api = new Api(world.url);
  // Whatever earlier tests have left on the uplink.
  for (const server of ['VM1', 'VM2', 'VM3']) await api.done(server, { 'reset-net-priority': null });
});
afterEach(async () => {
  for (const host of ['compute1', 'compute2']) await execOnHost(host, ['virsh', 'destroy', id]);
  await api.act('VM1', { 'clear-allocation': {} });
});
afterAll(() => world?.close());

test('a server that is deleted takes its class with it, and its part goes to the others', async () => {
  await comeUp('compute1');
  await api.done('VM1', { 'set-net-priority': { prio: 0 } });
  await api.done(id, { 'set-net-priority': { prio: 0 } });
  expect((await netClass('compute1'))?.rateKbit).toBe(40_000);
  const forgotten = said('server is gone');

  await destroy('compute1');

  await expect.poll(() => netClass('compute1'), patient).toBeUndefined();
  expect((await world.kernel.netClass('VM1'))?.rateKbit).toBe(80_000);
  expect(said('server is gone')).toBe(forgotten + 1);
  const { body } = await api.get(id, '/allocation-history');
  expect(body).toMatchObject({ changes: [{ resource: 'network', cause: 'set', asked: 0, outcome: 'success' }] });
});

test('the last class takes the tree with it', async () => {
  await comeUp('compute1');
  await api.done(id, { 'set-net-priority': { prio: 0 } });

  await destroy('compute1');

  await expect.poll(() => onHost('compute1', 'tc', 'qdisc', 'show', 'dev', 'eth1'), patient).not.toContain('4e54:');
});

test('a server that moves takes its priority along, and leaves no class behind', async () => {
  await comeUp('compute1');
  await api.done(id, { 'set-net-priority': { prio: 0 } });

  // Not side by side: the cgroups of the lab's hosts share one directory.
  await destroy('compute1');
  await comeUp('compute2');

  await expect.poll(async () => (await netClass('compute2'))?.rateKbit, patient).toBe(80_000);
  await expect.poll(() => netClass('compute1'), patient).toBeUndefined();
  expect((await netClass('compute2'))?.rateKbit).toBe(80_000);
});

test('a server keeps its class through a hard reboot', async () => {
  await api.done('VM1', { 'set-net-priority': { prio: 7 } });
  const before = await world.kernel.netClass('VM1');

  await world.hardReboot('VM1');

  expect(await world.kernel.netClass('VM1')).toEqual(before);
  const ofVm1 = (line: string) => line.includes('class without a guest removed') && line.includes(serverOf('VM1').mac);
  expect(world.log.filter(ofVm1)).toEqual([]);
});
