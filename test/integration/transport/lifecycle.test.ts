import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, vi } from 'vitest';
import { LifecycleEvents } from '../../../src/compute/lifecycle-events.ts';
import { Virsh } from '../../../src/compute/virsh.ts';
import { LocalTransport } from '../../../src/transport/local.ts';
import { SshTransport } from '../../../src/transport/ssh.ts';
import type { Transport } from '../../../src/transport/transport.ts';
import { ms } from '../../../src/units.ts';
import { needs } from '../../skip.ts';
import { PrivateLibvirtd } from './private-libvirtd.ts';
import { PrivateSshd } from './private-sshd.ts';

const test = needs(
  PrivateLibvirtd.isPossible,
  `LifecycleEvents of a real libvirtd: ${PrivateLibvirtd.requirement} are needed`,
);
const sshTest = needs(
  PrivateLibvirtd.isPossible && PrivateSshd.isPossible,
  `LifecycleEvents over ssh: ${PrivateSshd.requirement} are needed`,
);

let libvirtd: PrivateLibvirtd;
let local: LocalTransport;
let virsh: Virsh;
let events: LifecycleEvents | undefined;
let heard: string[];

beforeEach(async () => {
  heard = [];
  local = new LocalTransport('compute1');
  if (!PrivateLibvirtd.isPossible) return;
  libvirtd = await PrivateLibvirtd.create();
  virsh = new Virsh({ transport: local, uri: libvirtd.uri });
});
afterEach(async () => {
  events?.stop();
  virsh?.close();
  await local.close();
  await libvirtd?.remove();
});

const run = (...args: string[]) => virsh.run(args, { timeoutMs: ms(10_000) });
const hears = (...lines: string[]) => vi.waitFor(() => expect(heard).toEqual(lines), { timeout: 10_000 });

function listen(transport: Transport = local): LifecycleEvents {
  events = new LifecycleEvents({
    transport,
    uri: libvirtd.uri,
    onEvent: ({ domainName, event, detail }) => heard.push(`${domainName}: ${event} ${detail}`),
    onConnected: () => heard.push('connected'),
    onDisconnected: ({ reason }) => heard.push(reason),
  });
  events.start();
  return events;
}

describe('LifecycleEvents', () => {
  test('hears each event as it happens', async () => {
    listen();
    await hears('connected');
    await run('suspend', 'test');
    await hears('connected', 'test: Suspended Paused');
    await run('resume', 'test');
    await run('destroy', 'test');
    await run('start', 'test');

    await hears(
      'connected',
      'test: Suspended Paused',
      'test: Resumed Unpaused',
      'test: Stopped Destroyed',
      'test: Started Booted',
    );
  });

  test('hears a name as its tenant has chosen it', async () => {
    const name = `it's: "x"; é 服务器`;
    const folder = mkdtempSync(join(tmpdir(), 'novatune-domain-'));
    const xml = `<domain type='test'><name>${name}</name><memory>65536</memory><os><type>hvm</type></os></domain>`;
    writeFileSync(join(folder, 'domain.xml'), xml);
    listen();
    await hears('connected');
    await run('create', join(folder, 'domain.xml'));
    rmSync(folder, { recursive: true });

    await hears('connected', `${name}: Started Booted`);
  });

  test('misses nothing from the moment it is connected', async () => {
    await run('list');
    for (let count = 0; count < 10; count += 1) {
      heard = [];
      const connected = new Promise<void>((resolve) => {
        events = new LifecycleEvents({
          transport: local,
          uri: libvirtd.uri,
          onEvent: ({ event }) => heard.push(event),
          onConnected: resolve,
          onDisconnected: () => {},
        });
        events.start();
      });
      await connected;
      await run(count % 2 === 0 ? 'suspend' : 'resume', 'test');
      await hears(count % 2 === 0 ? 'Suspended' : 'Resumed');
      events?.stop();
    }
  });

  test('connects again when libvirtd was killed, and says so', async () => {
    listen();
    await hears('connected');
    await libvirtd.kill();
    await vi.waitFor(() => expect(heard).toContain('unreachable'), { timeout: 10_000 });
    await libvirtd.start();
    await vi.waitFor(() => expect(heard.at(-1)).toBe('connected'), { timeout: 20_000 });
    expect(heard[1]).toBe('ended');
    expect(heard.slice(2, -1).every((line) => line === 'unreachable')).toBe(true);

    await vi.waitFor(() => run('suspend', 'test'), { timeout: 10_000 });
    await vi.waitFor(() => expect(heard.at(-1)).toBe('test: Suspended Paused'), { timeout: 10_000 });
  }, 40_000);

  test('notices a libvirtd that is stopped, while connected and while connecting', async () => {
    listen();
    await hears('connected');
    libvirtd.signal('SIGSTOP');
    await vi.waitFor(() => expect(heard).toEqual(['connected', 'ended', 'timeout']), { timeout: 20_000 });
    libvirtd.signal('SIGCONT');

    await vi.waitFor(() => expect(heard.at(-1)).toBe('connected'), { timeout: 20_000 });
  }, 50_000);

  sshTest(
    'hears over ssh, without a terminal, and leaves nothing running there',
    async () => {
      const sshd = await PrivateSshd.create();
      onTestFinished(() => sshd.remove());
      const remote = new SshTransport(sshd.options);
      onTestFinished(() => remote.close());
      const stream = listen(remote);
      await hears('connected');
      await run('suspend', 'test');
      await hears('connected', 'test: Suspended Paused');
      await sshd.kill();
      await vi.waitFor(() => expect(heard.slice(2, 4)).toEqual(['ended', 'unreachable']), { timeout: 10_000 });
      await sshd.start();
      await vi.waitFor(() => expect(heard.at(-1)).toBe('connected'), { timeout: 20_000 });
      await run('resume', 'test');
      await vi.waitFor(() => expect(heard.at(-1)).toBe('test: Resumed Unpaused'), { timeout: 10_000 });

      stream.stop();
      virsh.close();
      // What it started has the private libvirtd's socket in its arguments.
      const remains = () => local.run(['pgrep', '-f', libvirtd.socket], { timeoutMs: ms(5000) });
      await vi.waitFor(() => expect(remains()).rejects.toMatchObject({ exitCode: 1 }), { timeout: 10_000 });
    },
    60_000,
  );
});
