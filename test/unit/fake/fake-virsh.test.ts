import { beforeEach, describe, expect, test } from 'vitest';
import { VirshComplaint } from '../../../src/fake/fake-complaint.ts';
import { FakeDomain, type FakeHostKind } from '../../../src/fake/fake-domain.ts';
import { FakeVirsh } from '../../../src/fake/fake-virsh.ts';
import { sampleServers } from '../../../src/fake/servers.ts';

const v1: FakeHostKind = { cgroup: 'v1', systemd: false, blkio: true, ioScheduler: 'none' };
const v2: FakeHostKind = { cgroup: 'v2', systemd: true, blkio: true, ioScheduler: 'bfq' };
const vm1 = sampleServers[0]!;

let virsh: FakeVirsh;

function domainOf(kind: FakeHostKind, server = vm1): FakeDomain {
  const domain = new FakeDomain(server, kind);
  virsh.domains.set(server.id, domain);
  return domain;
}

beforeEach(() => {
  virsh = new FakeVirsh();
});

describe('the fake virsh', () => {
  test('refuses a verb that it does not know', () => {
    domainOf(v1);

    expect(() => virsh.run(['domtime', vm1.id])).toThrow(/the fake does not know virsh domtime/);
    expect(() => virsh.run(['list'])).toThrow(/does not know/);
    expect(() => virsh.run(['version'])).toThrow(/does not know/);
    expect(() => virsh.run([])).toThrow(/does not know/);
  });

  test.each([
    ['an option of another verb', ['schedinfo', vm1.id, '--live', '--weight', '5']],
    ['--config, which would outlive the domain', ['setmem', vm1.id, '1024', '--config']],
    ['no --live', ['memtune', vm1.id]],
    ['a value that is no number', ['blkiotune', vm1.id, '--live', '--weight', '5x']],
    ['two settings at once', ['memtune', vm1.id, '--live', '--soft-limit', '5', '--soft-limit', '6']],
    ['a unit', ['setmem', vm1.id, '1M', '--live']],
  ])('refuses %s', (_title, command) => {
    domainOf(v1);

    expect(() => virsh.run(command)).toThrow(/the fake does not know virsh/);
  });

  test('complains of a domain that is not there, as virsh does', () => {
    expect(() => virsh.run(['domstate', vm1.id, '--reason'])).toThrow(VirshComplaint);
    expect(() => virsh.run(['domuuid', '--domain', 'nobody'])).toThrow("failed to get domain 'nobody'");
  });

  test.each(['schedinfo', 'memtune', 'blkiotune', 'dommemstat'])('complains of %s on a domain that is off', (verb) => {
    domainOf(v1).running = false;

    expect(() => virsh.run([verb, vm1.id, '--live'])).toThrow('domain is not running');
  });

  test('finds the UUID of a name with blanks', () => {
    domainOf(v1, { ...vm1, name: 'a  b' });

    expect(virsh.run(['domuuid', '--domain', 'a  b'])).toBe(`${vm1.id}\n`);
  });

  test('prints no head above a table, for sessions are quiet', () => {
    domainOf(v1);

    expect(virsh.run(['domiflist', vm1.id])).toMatch(/^ vnet1 +bridge +br100 +virtio +fa:16:3e:00:00:01\n$/);
    expect(virsh.run(['domblklist', vm1.id, '--details'])).toMatch(/^ file +disk +vda +\/\S+\n$/);
  });

  test('has no tap for a domain that is off', () => {
    domainOf(v1).running = false;

    expect(virsh.run(['domiflist', vm1.id])).toMatch(/^ - +bridge/);
  });

  test.each([
    [v1, '1', '262145', '262144'],
    [v2, '1', '10001', '10000'],
  ])('refuses CPU shares outside of the range of its host', (kind, low, high, max) => {
    domainOf(kind);
    const set = (shares: string) => virsh.run(['schedinfo', vm1.id, '--live', '--set', `cpu_shares=${shares}`]);

    expect(set(max)).toContain(`cpu_shares     : ${max}\n`);
    expect(() => set(low)).toThrow(/must be in range \[2, /);
    expect(() => set(high)).toThrow(/must be in range \[2, /);
  });

  test('gives BFQ a squeezed weight where systemd stands between', () => {
    const domain = domainOf(v2);

    virsh.run(['blkiotune', vm1.id, '--live', '--weight', '1000']);

    expect(domain.ioWeight).toBe(181);
  });

  test('refuses a weight that BFQ cannot have, and any without the controller', () => {
    domainOf(v1);
    expect(() => virsh.run(['blkiotune', vm1.id, '--live', '--weight', '1001'])).toThrow(/out of range/);

    domainOf({ ...v1, blkio: false });
    expect(() => virsh.run(['blkiotune', vm1.id, '--live'])).toThrow("blkio cgroup isn't mounted");
  });

  test('takes any wish for memory up to the maximum, and grants it a moment later', async () => {
    const domain = domainOf(v1);
    expect(() => virsh.run(['setmem', vm1.id, String(domain.maxMemoryKiB + 1), '--live'])).toThrow(
      /higher than max memory/,
    );

    virsh.run(['setmem', vm1.id, '131072', '--live']);

    expect(domain.actualKiB).toBe(domain.maxMemoryKiB);
    await expect.poll(() => domain.actualKiB).toBe(131_072);
  });

  test('answers setmem just as well where nobody listens', async () => {
    const domain = domainOf(v1, { ...vm1, balloonDriver: false });

    expect(virsh.run(['setmem', vm1.id, '131072', '--live'])).toBe('');
    await new Promise((resolve) => setTimeout(resolve, 100));

    expect(domain.actualKiB).toBe(domain.maxMemoryKiB);
    expect(virsh.run(['dommemstat', vm1.id, '--live'])).not.toMatch(/usable|unused/);
  });

  test('has statistics only of a guest that is asked for them', () => {
    const domain = domainOf(v1);
    virsh.run(['dommemstat', vm1.id, '--period', '0', '--live']);
    expect(virsh.run(['dommemstat', vm1.id, '--live'])).toContain('last_update 0\n');

    virsh.run(['dommemstat', vm1.id, '--period', '1', '--live']);

    expect(virsh.run(['dommemstat', vm1.id, '--live'])).toMatch(/usable \d+\nlast_update [1-9]\d+\n/);
    expect(domain.statsPeriodS).toBe(1);
  });
});
