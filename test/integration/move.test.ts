import { afterAll, beforeAll, expect, test } from 'vitest';
import { execOnHost } from '../lab/index.ts';
import { Api } from '../world/api.ts';
import { type LabWorld, startLabWorld } from '../world/lab-world.ts';
import { onHost } from './daemons.ts';
import { createTinyServer } from './tiny-server.ts';

const id = 'b0000000-0000-4000-8000-0000000000aa';
const moving = { id, name: 'moving', domain: 'moving' };

let world: LabWorld;
const hostSeen = async () => {
  const { body } = await new Api(world.url).request('GET', `/v2.1/servers/${id}`);
  return (body as { server?: Record<string, string> }).server?.['OS-EXT-SRV-ATTR:host'];
};

beforeAll(async () => {
  world = await startLabWorld();
});
afterAll(async () => {
  for (const host of ['compute1', 'compute2']) await execOnHost(host, ['virsh', 'destroy', id]);
  await world?.close();
});

test('a server that comes up on another host is found there, and set there', async () => {
  await createTinyServer('compute1', moving);
  await expect.poll(hostSeen, { timeout: 10_000 }).toBe('compute1');

  // Not side by side: the cgroups of the lab's hosts share one directory.
  await onHost('compute1', 'virsh', 'destroy', id);
  await createTinyServer('compute2', moving);
  await expect.poll(hostSeen, { timeout: 10_000 }).toBe('compute2');

  expect(await new Api(world.url).done(id, { 'set-cpu-priority': { share: 321 } })).toEqual({ share: 321 });
  expect(await onHost('compute2', 'virsh', 'schedinfo', id, '--live')).toMatch(/cpu_shares\s*: 321\n/);
});
