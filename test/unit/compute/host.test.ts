import { afterEach, describe, expect, test } from 'vitest';
import { Host, type HostObserver } from '../../../src/compute/host.ts';
import type { HostSettings } from '../../../src/compute/settings.ts';
import { hostSettings } from '../../../src/config/host-settings.ts';
import { fakeConfig } from '../../../src/config.ts';
import { fakeCluster } from '../../../src/fake/fake-cluster.ts';
import type { FakeHost } from '../../../src/fake/fake-host.ts';
import type { Argv, Transport } from '../../../src/transport/transport.ts';
import { ms } from '../../../src/units.ts';
import { HangingTransport } from '../fake/hanging-transport.ts';

const vm1 = 'a0000000-0000-4000-8000-000000000001';
const vm2 = 'a0000000-0000-4000-8000-000000000002';

class Ended implements HostObserver {
  readonly commands: string[] = [];
  restarts = 0;

  commandEnded(tool: string, failure: { readonly reason: string } | undefined): void {
    this.commands.push(`${tool} ${failure?.reason ?? 'ok'}`);
  }

  sessionRestarted(): void {
    this.restarts += 1;
  }
}

const opened: Host[] = [];

function open(transport: Transport, settings: Partial<HostSettings> = {}, observer = new Ended()): Host {
  const all = { ...hostSettings(fakeConfig(), { name: 'compute1' }), ...settings };
  const host = new Host(transport, all, observer);
  opened.push(host);
  return host;
}

const fakeHost = (): FakeHost => fakeCluster()[0] as FakeHost;

afterEach(async () => {
  await Promise.all(opened.splice(0).map((host) => host.close()));
});

describe('Host', () => {
  test('runs a virsh command and answers what it prints', async () => {
    const host = open(fakeHost());

    expect(await host.virsh('domstate', vm1, '--reason')).toBe('running (booted)\n');
    expect(await host.virshOf(vm1, 'domstate', '--reason')).toBe('running (booted)\n');
  });

  test('runs planned commands of both kinds', async () => {
    const fake = fakeHost();
    const host = open(fake);

    await host.run({ virsh: ['schedinfo', vm1, '--live', '--set', 'cpu_shares=2048'] });
    await host.run({ tc: ['qdisc add dev eth1 root handle 4e54: htb default fffe'] });

    expect(fake.virsh.domains.get(vm1)?.cpuShares).toBe(2048);
    expect(fake.tc.run(['-batch', '-'], 'qdisc show dev eth1\n').stdout).toContain('htb 4e54:');
  });

  test('has sudo run the tc that changes and virsh, and tells the observer of tc all the same', async () => {
    const fake = fakeHost();
    const started: string[] = [];
    const inner = (argv: Argv): Argv => {
      started.push(argv.join(' '));
      const [program = '', ...args] = argv.filter((word) => word !== 'sudo' && word !== '-n');
      return [program, ...args];
    };
    const transport: Transport = {
      run: (argv, options) => fake.run(inner(argv), options),
      open: (argv, listener) => fake.open(inner(argv), listener),
      close: () => fake.close(),
    };
    const observer = new Ended();
    const host = open(transport, { sudo: ['tc', 'virsh'] }, observer);

    await host.run({ tc: ['qdisc add dev eth1 root handle 4e54: htb default fffe'] });
    await host.runner.run(['tc', '-d', '-batch', '-'], { input: 'qdisc show dev eth1\n', timeoutMs: ms(1000) });
    await host.virsh('domstate', vm1, '--reason');

    expect(started).toEqual([
      'sudo -n tc -batch -',
      'tc -d -batch -',
      expect.stringMatching(/^env .* sudo -n virsh -q -k 1 -K 3 -c qemu:\/\/\/system$/),
    ]);
    expect(observer.commands).toEqual(['tc ok', 'tc ok', 'virsh ok']);
  });

  test('tells its observer how every command ended', async () => {
    const observer = new Ended();
    const host = open(fakeHost(), {}, observer);

    await host.virsh('domstate', vm1, '--reason');
    await host.virsh('domstate', 'nobody', '--reason').catch(() => {});
    await host.program(['date', '+%s']);
    await host.program(['test', '-e', '/run/systemd/system']).catch(() => {});

    expect(observer.commands).toEqual(['virsh ok', 'virsh exit', 'date ok', 'test exit']);
  });

  test('does not count a command that was never sent as one that went well', async () => {
    const observer = new Ended();
    const host = open(fakeHost(), {}, observer);

    await expect(host.virsh('domuuid', '--domain', 'two\nlines')).rejects.toThrow(TypeError);

    expect(observer.commands).toEqual(['virsh refused']);
  });

  test('fails a command about a domain that hangs in time, and serves its neighbours meanwhile', async () => {
    const transport = new HangingTransport(fakeHost());
    const host = open(transport, { commandTimeoutMs: ms(1500) });
    transport.hanging.add(vm1);
    const startedAt = performance.now();

    const hung = host.virshOf(vm1, 'dommemstat', '--live').catch((error: unknown) => error);
    const hungToo = host.virshOf(vm1, 'dommemstat', '--live').catch((error: unknown) => error);
    const neighbour = await host.virshOf(vm2, 'domstate', '--reason');

    expect(neighbour).toBe('running (booted)\n');
    expect(await hung).toMatchObject({ reason: 'timeout' });
    expect(await hungToo).toMatchObject({ kind: 'hostUnavailable' });
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  test('lets a domain that hangs hold one session at most, however many ask about it', async () => {
    const transport = new HangingTransport(fakeHost());
    const host = open(transport, { commandTimeoutMs: ms(1500) });
    transport.hanging.add(vm1);

    const hung = Array.from({ length: 10 }, () => host.virshOf(vm1, 'dommemstat', '--live').catch(() => 'failed'));
    const neighbours = await Promise.all(Array.from({ length: 10 }, () => host.virshOf(vm2, 'domstate', '--reason')));

    expect(new Set(neighbours)).toEqual(new Set(['running (booted)\n']));
    expect(new Set(await Promise.all(hung))).toEqual(new Set(['failed']));
  });

  test('asks what kind of host it is once, and again when it was out of reach', async () => {
    const observer = new Ended();
    const host = open(fakeHost(), {}, observer);

    expect(await host.traits()).toEqual({ cgroup: 'v1', systemd: false, libvirtVersion: 9_000_000 });
    await host.traits();
    expect(observer.commands.filter((command) => command.startsWith('stat'))).toHaveLength(1);
    host.forget();
    await host.traits();

    expect(observer.commands.filter((command) => command.startsWith('stat'))).toHaveLength(2);
  });

  test('finds its uplink, its speed and the queue of a class', async () => {
    const fake = fakeHost();
    const host = open(fake);

    expect(await host.uplinkOf('br100')).toBe('eth1');
    expect(await host.linkRateOf('eth1')).toBe(1000 * Number(fake.tc.speedMbit('eth1')));
    expect(await host.leaf()).toBe('fq_codel');
  });

  test('fails what comes after its end', async () => {
    const host = open(fakeHost());
    await host.virsh('domstate', vm1, '--reason');

    await host.close();

    await expect(host.virsh('domstate', vm1, '--reason')).rejects.toMatchObject({ reason: 'ended' });
  });
});
