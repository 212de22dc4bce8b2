import { describe, expect, test } from 'vitest';
import { readCpuShares, setCpuShares, sharesRange } from '../../../src/compute/cpu-shares.ts';
import { cpuShares } from '../../../src/units.ts';
import { scriptedDomain, uuid } from './scripted-host.ts';

describe('sharesRange', () => {
  test.each([
    ['cgroup v1 has the kernel range of cpu.shares', 'v1', 9_000_000, { min: 2, max: 262_144 }],
    ['cgroup v1 has it with a newer libvirt too', 'v1', 11_000_000, { min: 2, max: 262_144 }],
    ['cgroup v2 has cpu.weight, and before libvirt 9.1 no 1', 'v2', 9_000_999, { min: 2, max: 10_000 }],
    ['cgroup v2 has all of cpu.weight since libvirt 9.1', 'v2', 9_001_000, { min: 1, max: 10_000 }],
    ['cgroup v2 with a libvirt that does not say is taken for an old one', 'v2', 0, { min: 2, max: 10_000 }],
  ] as const)('%s', (_title, cgroup, libvirtVersion, range) => {
    expect(sharesRange({ cgroup, systemd: true, libvirtVersion })).toEqual(range);
  });
});

test('readCpuShares reads them among the other values of schedinfo', async () => {
  const text = 'Scheduler      : posix\ncpu_shares     : 2048\nvcpu_period    : 100000\nvcpu_quota     : -1\n';

  expect(await readCpuShares(scriptedDomain(() => text))).toBe(2048);
});

test('setCpuShares changes the running domain only', () => {
  expect(
    setCpuShares(
      scriptedDomain(() => ''),
      cpuShares(512),
    ),
  ).toEqual({
    virsh: ['schedinfo', uuid, '--live', '--set', 'cpu_shares=512'],
  });
});
