import { describe, expect, test } from 'vitest';
import { exists, parseLibvirtVersion, readTraits } from '../../../src/compute/traits.ts';
import { failed, scriptedHost } from './scripted-host.ts';

const version = 'Running hypervisor: QEMU 7.2.22\nRunning against daemon: 9.0.0\n';

describe('readTraits', () => {
  test('tells a host with systemd and cgroup v2', async () => {
    const host = scriptedHost((line) =>
      line.startsWith('stat') ? 'cgroup2fs\n' : line.startsWith('virsh') ? version : '',
    );

    expect(await readTraits(host)).toEqual({ cgroup: 'v2', systemd: true, libvirtVersion: 9_000_000 });
  });

  test('tells a host without systemd on cgroup v1', async () => {
    const host = scriptedHost((line) =>
      line.startsWith('stat') ? 'tmpfs\n' : line.startsWith('virsh') ? version : undefined,
    );

    expect(await readTraits(host)).toEqual({ cgroup: 'v1', systemd: false, libvirtVersion: 9_000_000 });
  });
});

describe('exists', () => {
  test('does not take a host that cannot be asked for one that lacks the path', async () => {
    const host = scriptedHost(() => {
      throw failed('unreachable');
    });

    await expect(exists(host, '/run/systemd/system')).rejects.toMatchObject({ reason: 'unreachable' });
  });
});

describe('parseLibvirtVersion', () => {
  test.each([
    ['Running against daemon: 9.1.0\n', 9_001_000],
    ['Running against daemon: 11.3.2\n', 11_003_002],
  ])('counts as libvirt does: %j', (text, number) => {
    expect(parseLibvirtVersion(text)).toBe(number);
  });

  test('takes a daemon that does not say for the oldest', () => {
    expect(parseLibvirtVersion('Running hypervisor: QEMU 7.2.22\n')).toBe(0);
  });
});
