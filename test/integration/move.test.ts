import { afterAll, beforeAll, expect, test } from 'vitest';
import { execOnHost } from '../lab/index.ts';
import { Api } from '../world/api.ts';
import { type LabWorld, startLabWorld } from '../world/lab-world.ts';
import { onHost } from './daemons.ts';

const id = 'b0000000-0000-4000-8000-0000000000aa';
const domain = `<domain type='qemu'>
  <name>moving</name>
  <uuid>${id}</uuid>
  <metadata>
    <nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1">
      <nova:name>moving</nova:name>
      <nova:creationTime>2026-11-20 12:00:00</nova:creationTime>
      <nova:flavor name="m1.lab"/>
      <nova:owner><nova:user uuid="u">u</nova:user><nova:project uuid="0123456789abcdef0123456789abcdef">p</nova:project></nova:owner>
    </nova:instance>
  </metadata>
  <memory unit='MiB'>32</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices><controller type='usb' model='none'/><video><model type='none'/></video></devices>
</domain>`;

let world: LabWorld;
const create = async (host: string) => {
  const input = { input: domain };
  const { stderr, exitCode } = await execOnHost(
    host,
    ['sh', '-c', 'cat >/run/moving.xml && virsh create /run/moving.xml'],
    input,
  );
  if (exitCode !== 0) throw new Error(stderr);
};
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
  await create('compute1');
  await expect.poll(hostSeen, { timeout: 10_000 }).toBe('compute1');

  // Not side by side: the cgroups of the lab's hosts share one directory.
  await onHost('compute1', 'virsh', 'destroy', id);
  await create('compute2');
  await expect.poll(hostSeen, { timeout: 10_000 }).toBe('compute2');

  expect(await new Api(world.url).done(id, { 'set-cpu-priority': { share: 321 } })).toEqual({ share: 321 });
  expect(await onHost('compute2', 'virsh', 'schedinfo', id, '--live')).toMatch(/cpu_shares\s*: 321\n/);
});
