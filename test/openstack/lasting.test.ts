import { afterAll, beforeAll, expect, test } from 'vitest';
import { execOnHost } from '../lab/index.ts';
import { ask, bootServer, catalog, deleteServer, logInAsAdmin, moveServer } from '../lab/openstack/index.ts';
import { findNetClass } from '../world/net-class.ts';
import { act } from './act.ts';
import { serverNamed, tokenOf } from './cloud.ts';
import { type Novatuned, startNovatuned } from './novatuned.ts';
import { serverKernel } from './server-kernel.ts';

const patient = { timeout: 60_000, interval: 500 };

let novatuned: Novatuned;

beforeAll(async () => {
  novatuned = await startNovatuned({ inventory: 'nova', reconcile_interval: 1, orphan_grace: 5 });
});
afterAll(async () => {
  const token = await tokenOf('admin');
  for (const name of ['VM1', 'VM2']) {
    await act(novatuned.url, token, await serverNamed(name), { 'clear-allocation': {} });
  }
  await novatuned?.close();
  const { id, host } = await serverNamed('VM2');
  if (host !== 'compute1') await moveServer(await logInAsAdmin(), id);
});

const asManager = async (server: { readonly id: string }, action: Parameters<typeof act>[3]) => {
  const reply = await act(novatuned.url, await tokenOf('demomanager'), server, action);
  expect(reply).toMatchObject({ status: 200 });
  return reply;
};

/** The class that a server's MAC is sent to on a host, wherever the server is. */
async function classOn(host: string, mac: string): Promise<object | undefined> {
  const list = 'tc filter show dev eth1 parent 4e54: 2>/dev/null; tc class show dev eth1';
  return findNetClass((await execOnHost(host, ['sh', '-c', list])).stdout, mac);
}

test('after Nova’s hard reboot a server has what was asked of it', async () => {
  const vm1 = await serverNamed('VM1');
  await asManager(vm1, { 'set-cpu-priority': { share: 3000 } });
  await asManager(vm1, { 'set-memory-soft-limit': { memory_limit: 128 } });
  await asManager(vm1, { 'set-net-priority': { prio: 5 } });

  const url = `${catalog.nova.url}/servers/${vm1.id}/action`;
  await ask(await logInAsAdmin(), 'POST', url, { reboot: { type: 'HARD' } });
  // Nova says so as soon as the domain is gone, and again once it is there.
  await expect.poll(async () => (await serverNamed('VM1')).status, patient).toBe('HARD_REBOOT');
  await expect.poll(async () => (await serverNamed('VM1')).status, patient).toBe('ACTIVE');

  const read = (of: () => Promise<unknown>) => of().catch(() => undefined);
  await expect.poll(() => read(() => serverKernel.cpuShares(vm1)), patient).toBe(3000);
  await expect.poll(() => read(() => serverKernel.softLimitBytes(vm1)), patient).toBe(128 * 2 ** 20);
  await expect.poll(async () => (await serverKernel.netClass(vm1))?.preference, patient).toBe(105);
  const { body } = await asManager(vm1, { 'get-allocation': null });
  expect(body).toMatchObject({ allocation: { cpu: { asked: 3000, actual: 3000, state: 'applied' } } });
});

test('a server that Nova moves takes what was asked along, and leaves no class behind', async () => {
  const before = await serverNamed('VM2');
  await asManager(before, { 'set-cpu-priority': { share: 2500 } });
  await asManager(before, { 'set-net-priority': { prio: 7 } });

  const after = await moveServer(await logInAsAdmin(), before.id);

  expect(after.host).not.toBe(before.host);
  await expect.poll(() => serverKernel.cpuShares(after), patient).toBe(2500);
  await expect.poll(async () => (await serverKernel.netClass(after))?.preference, patient).toBe(107);
  await expect.poll(() => classOn(before.host!, before.mac), patient).toBeUndefined();
});

test('a server that Nova deletes leaves no class, and nothing that is asked of it', async () => {
  const server = await bootServer({ name: 'passing', project: 'demo', host: 'compute2', number: 91 });
  await asManager(server, { 'set-cpu-priority': { share: 2500 } });
  await asManager(server, { 'set-net-priority': { prio: 3 } });
  expect(await classOn('compute2', server.mac)).toBeDefined();

  await deleteServer(await logInAsAdmin(), server.id);

  await expect.poll(() => classOn('compute2', server.mac), patient).toBeUndefined();
  const forgotten = () => novatuned.log.filter((line) => line.includes('server is gone') && line.includes(server.id));
  await expect.poll(() => forgotten().length, patient).toBe(1);
});
