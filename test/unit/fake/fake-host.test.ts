import { describe, expect, test } from 'vitest';
import { LifecycleEvents } from '../../../src/compute/lifecycle-events.ts';
import type { LifecycleEvent } from '../../../src/compute/lifecycle-line.ts';
import { fakeCluster } from '../../../src/fake/fake-cluster.ts';
import type { FakeHost } from '../../../src/fake/fake-host.ts';
import { sampleServers } from '../../../src/fake/servers.ts';
import { CommandFailed } from '../../../src/transport/transport.ts';
import { ms } from '../../../src/units.ts';

const vm1 = sampleServers[0]!;
const host = () => fakeCluster()[0] as FakeHost;
const quick = { timeoutMs: ms(1000) };

describe('a fake host', () => {
  test('fails a program that exits with another status than 0 as a transport does', async () => {
    const failure = await host()
      .run(['test', '-e', '/run/systemd/system'], quick)
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(CommandFailed);
    expect(failure).toMatchObject({ reason: 'exit', exitCode: 1, host: 'compute1' });
  });

  test('opens nothing but virsh', async () => {
    const listener = { onStdout: () => {}, onStderr: () => {}, onClose: () => {} };

    await expect(host().open(['sh'], listener)).rejects.toThrow(/does not know sh/);
  });

  test('tells its events to all who listen, at once and until they stop', async () => {
    const fake = host();
    const heard: LifecycleEvent[] = [];
    const listen = () =>
      new Promise<LifecycleEvents>((resolve) => {
        const events: LifecycleEvents = new LifecycleEvents({
          transport: fake,
          uri: 'qemu:///system',
          onEvent: (event) => heard.push(event),
          onConnected: () => resolve(events),
          onDisconnected: () => {},
        });
        events.start();
      });
    const [one, other] = await Promise.all([listen(), listen()]);

    fake.stop(vm1.id);
    other.stop();
    fake.restart(vm1.id);
    one.stop();

    expect(heard.map(({ domainName, event }) => `${domainName} ${event}`)).toEqual([
      'VM1 Stopped',
      'VM1 Stopped',
      'VM1 Stopped',
      'VM1 Started',
    ]);
  });

  test('forgets everything that was set of a domain that is started afresh', () => {
    const fake = host();
    const before = fake.virsh.domains.get(vm1.id)!;
    before.cpuShares = 5;
    before.softLimitKiB = 1024;

    fake.restart(vm1.id);

    const after = fake.virsh.domains.get(vm1.id)!;
    expect([after.running, after.cpuShares, after.softLimitKiB]).toEqual([true, 1024, 'unlimited']);
  });

  test('has a domain that was undefined no more, until it is created afresh', () => {
    const fake = host();

    const server = fake.undefine(vm1.id);
    expect(fake.virsh.domains.has(vm1.id)).toBe(false);
    fake.create(server);

    expect(fake.virsh.domains.get(vm1.id)).toMatchObject({ running: true, cpuShares: 1024, server: { name: 'VM1' } });
  });

  test('knows no domain that it does not have', () => {
    expect(() => host().restart('nobody')).toThrow(/has no domain nobody/);
    expect(() => host().stop('nobody')).toThrow(/has no domain nobody/);
    expect(() => host().undefine('nobody')).toThrow(/has no domain nobody/);
  });
});

test('the fake cluster has every sample server on its host, once', () => {
  const found = fakeCluster().flatMap(({ name, virsh }) => [...virsh.domains.keys()].map((id) => `${name} ${id}`));

  expect(found.sort()).toEqual(sampleServers.map(({ host: name, id }) => `${name} ${id}`).sort());
});
