import { afterAll, beforeAll, expect, test } from 'vitest';
import { execOnHost } from '../lab/index.ts';
import { ask, catalog, logInAsAdmin, moveServer, runInServer } from '../lab/openstack/index.ts';
import { act } from './act.ts';
import { onHostOf, serverNamed, tokenOf } from './cloud.ts';
import { type Novatuned, startNovatuned } from './novatuned.ts';
import { serverKernel } from './server-kernel.ts';

let novatuned: Novatuned;

beforeAll(async () => {
  novatuned = await startNovatuned({ inventory: 'nova' });
});

afterAll(async () => {
  await novatuned?.close();
  const { id, host } = await serverNamed('VM2');
  if (host !== 'compute1') await moveServer(await logInAsAdmin(), id);
});

test('Nova moves a server to its other host, where its domain has the same id, its guest its address, and the uplink its port', async () => {
  const before = await serverNamed('VM2');

  const after = await moveServer(await logInAsAdmin(), before.id);

  expect([before.host, after.host]).toEqual(['compute1', 'compute2']);
  expect(after.domain).toBe(before.domain);
  expect(await onHostOf(after, 'virsh', 'list', '--uuid')).toContain(after.id);
  expect((await execOnHost('compute1', ['virsh', 'list', '--all', '--uuid'])).stdout).not.toContain(after.id);
  expect(await runInServer(after, 'ip -4 addr show dev eth0')).toContain(`inet ${before.ip}/24`);
  expect(await serverKernel.cpuShares(after)).toBeGreaterThan(1);
  const { server } = await ask<{ server: Record<string, string> }>(
    await logInAsAdmin(),
    'GET',
    `${catalog.nova.url}/servers/${after.id}`,
  );
  expect(server['OS-EXT-SRV-ATTR:hypervisor_hostname']).toBe('compute2');
});

test('novatune finds a server at its new host with the next request, to read as well as to set', async () => {
  const token = await tokenOf('demomanager');
  const before = await serverNamed('VM2');
  await act(novatuned.url, token, before, { 'set-cpu-priority': { share: 3000 } });
  expect(await serverKernel.cpuShares(before)).toBe(3000);

  const after = await moveServer(await logInAsAdmin(), before.id);
  const read = await act(novatuned.url, token, before, { 'get-cpu-priority': null });
  const set = await act(novatuned.url, token, before, { 'set-cpu-priority': { share: 1500 } });

  expect(after.host).not.toBe(before.host);
  // What the host gives a domain that comes up, or what was asked, if that has followed already.
  expect([read.status, [1024, 3000].includes((read.body as { share: number }).share)]).toEqual([200, true]);
  expect([set.status, set.body]).toEqual([200, { share: 1500 }]);
  expect(await serverKernel.cpuShares(after)).toBe(1500);
});
