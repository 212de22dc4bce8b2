import { describe, expect, test } from 'vitest';
import { cpuActions } from '../../../src/actions/cpu.ts';
import { perform } from '../../../src/actions/index.ts';
import type { HostTraits } from '../../../src/compute/traits.ts';
import { Fault } from '../../../src/faults.ts';
import { cpuShares } from '../../../src/units.ts';
import { FakeServers } from '../fake/fake-servers.ts';

const { plan } = cpuActions['set-cpu-priority'];
const { domain } = new FakeServers().server('VM1');
const v1: HostTraits = { cgroup: 'v1', systemd: false, libvirtVersion: 9_000_000 };
const v2Old: HostTraits = { cgroup: 'v2', systemd: true, libvirtVersion: 9_000_000 };
const v2: HostTraits = { cgroup: 'v2', systemd: true, libvirtVersion: 9_001_000 };
const state = (traits: HostTraits, shares = 1024) => ({ shares: cpuShares(shares), traits });

describe('set-cpu-priority plans', () => {
  test('one command', () => {
    expect(plan(domain, { share: 2048 }, state(v1))).toEqual([
      { virsh: ['schedinfo', domain.uuid, '--live', '--set', 'cpu_shares=2048'] },
    ]);
  });

  test('nothing when the server has those shares already', () => {
    expect(plan(domain, { share: 1024 }, state(v1))).toEqual([]);
  });

  test.each([
    ['cgroup v1', v1, [2, 262_144]],
    ['cgroup v2 before libvirt 9.1', v2Old, [2, 10_000]],
    ['cgroup v2 since libvirt 9.1', v2, [1, 10_000]],
  ] as const)('both ends of the range of %s', (_host, traits, ends) => {
    for (const share of ends) expect(plan(domain, { share }, state(traits))).toHaveLength(1);
  });

  test.each([
    ['1 on cgroup v1', v1, 1, '2 to 262144'],
    ['262145 on cgroup v1', v1, 262_145, '2 to 262144'],
    ['1 on cgroup v2 before libvirt 9.1', v2Old, 1, '2 to 10000'],
    ['10001 on cgroup v2', v2, 10_001, '1 to 10000'],
    ['0 on cgroup v2', v2, 0, '1 to 10000'],
  ] as const)('nothing for %s, and names the range', (_title, traits, share, range) => {
    const refuse = () => plan(domain, { share }, state(traits));

    expect(refuse).toThrow(Fault);
    expect(refuse).toThrow(
      expect.objectContaining({ kind: 'limitOutOfRange', message: expect.stringContaining(range) }),
    );
  });
});

describe('set-cpu-priority', () => {
  test('changes a running server and answers what its host applies', async () => {
    const servers = new FakeServers();

    const { answer, warnings } = await perform('set-cpu-priority', { share: 4096 }, servers.server('VM1'));

    expect({ answer, warnings }).toEqual({ answer: { share: 4096 }, warnings: [] });
    expect(servers.domain('VM1').cpuShares).toBe(4096);
  });

  test("refuses what this host's cgroup version has not, before it asks for it", async () => {
    const servers = new FakeServers();

    await expect(perform('set-cpu-priority', { share: 20_000 }, servers.server('VM7'))).rejects.toMatchObject({
      kind: 'limitOutOfRange',
    });
    expect(servers.domain('VM7').cpuShares).toBe(100);
  });
});

test('get-cpu-priority answers the shares of now', async () => {
  const servers = new FakeServers();
  servers.domain('VM2').cpuShares = 77;

  expect((await perform('get-cpu-priority', null, servers.server('VM2'))).answer).toEqual({ share: 77 });
});
