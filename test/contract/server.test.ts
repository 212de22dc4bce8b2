import { describe, expect, test } from 'vitest';
import { sampleServers } from '../../src/fake/servers.ts';
import { admin, appUnderTest, inventoryOf, reader, serverOf, vm1 } from './app-under-test.ts';
import { ask } from './ask.ts';

const { app } = appUnderTest();

describe('a server', () => {
  const show = async (id: string, token: string) =>
    (await ask(app, { path: `/v2.1/servers/${id}`, token })).body.server;

  test('tells a tenant that two of its servers share a host, and not which', async () => {
    const [one, two, four] = await Promise.all(['1', '2', '4'].map((digit) => show(vm1.replace(/1$/, digit), reader)));

    expect(one.hostId).toMatch(/^[0-9a-f]{56}$/);
    expect(two.hostId).toBe(one.hostId);
    expect(four.hostId).not.toBe(one.hostId);
    expect(JSON.stringify(one)).not.toContain('compute1');
  });

  test('tells an admin its host and its domain', async () => {
    expect(await show(vm1, admin)).toMatchObject({
      'OS-EXT-SRV-ATTR:host': 'compute1',
      'OS-EXT-SRV-ATTR:instance_name': 'instance-00000001',
      'OS-EXT-SRV-ATTR:hypervisor_hostname': 'compute1',
    });
  });

  test.each([
    ['active', 'ACTIVE', 1],
    ['paused', 'PAUSED', 3],
    ['suspended', 'SUSPENDED', 4],
    ['stopped', 'SHUTOFF', 4],
    ['error', 'ERROR', 6],
    ['unknown', 'UNKNOWN', 0],
  ] as const)('that is %s has the status %s', async (state, status, powerState) => {
    const inventory = inventoryOf([{ ...serverOf(sampleServers[0]!), state }]);
    const answer = await ask(appUnderTest({ inventory }).app, { path: `/v2.1/servers/${vm1}`, token: reader });

    expect(answer.body.server).toMatchObject({
      status,
      'OS-EXT-STS:vm_state': state,
      'OS-EXT-STS:power_state': powerState,
    });
  });
});
