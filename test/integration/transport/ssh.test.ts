import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, vi } from 'vitest';
import { SshTransport } from '../../../src/transport/ssh.ts';
import { ms } from '../../../src/units.ts';
import { needs } from '../../skip.ts';
import { PrivateSshd } from './private-sshd.ts';
import { RecordedChannel } from './recorded-channel.ts';
import { behavesAsTransport } from './transport-behaviour.ts';

const test = needs(PrivateSshd.isPossible, `SshTransport against a real sshd: ${PrivateSshd.requirement} are needed`);
const inTime = { timeoutMs: ms(10_000) };
const echo = (transport: SshTransport, word: string) =>
  transport.run(['echo', word], inTime).then(({ stdout }) => stdout.trim());

let sshd: PrivateSshd;
let transport: SshTransport;

beforeAll(async () => {
  if (PrivateSshd.isPossible) sshd = await PrivateSshd.create();
});
afterAll(() => sshd?.remove());
beforeEach(() => {
  if (sshd) transport = new SshTransport(sshd.options);
});
afterEach(() => transport?.close());

describe('SshTransport', () => {
  behavesAsTransport(test, () => transport);

  test('opens one connection, on first use', async () => {
    const pids = await Promise.all(
      Array.from({ length: 8 }, () => transport.run(['sh', '-c', 'echo $SSH_CONNECTION'], inTime)),
    );

    expect(new Set(pids.map(({ stdout }) => stdout)).size).toBe(1);
  });

  test('does not connect for nothing', () => {
    expect(() => new SshTransport({ ...sshd.options, address: '192.0.2.1' })).not.toThrow();
  });

  test('refuses a private key that it cannot read', () => {
    expect(() => new SshTransport({ ...sshd.options, privateKey: 'not a key' })).toThrow('private key for compute1');
  });
});

describe('SshTransport, host keys', () => {
  const cause = (pattern: RegExp) => ({
    reason: 'unreachable',
    cause: expect.objectContaining({ message: expect.stringMatching(pattern) }),
  });
  afterEach(() => sshd?.know('host'));

  test('refuses a host whose key has changed', async () => {
    sshd.know('stranger');

    await expect(echo(transport, 'hello')).rejects.toMatchObject(
      cause(/has the key ssh-ed25519 SHA256:.*known_hosts has another one for it/),
    );
  });

  test('refuses a host that known_hosts does not have', async () => {
    sshd.writeKnownHosts(sshd.entry('host', '127.0.0.1'));

    await expect(echo(transport, 'hello')).rejects.toMatchObject(cause(/has no key for 127\.0\.0\.1/));
  });

  test('refuses a key that is revoked', async () => {
    sshd.writeKnownHosts(`${sshd.entry('host')}@revoked ${sshd.entry('host', '*')}`);

    await expect(echo(transport, 'hello')).rejects.toMatchObject(cause(/which .*known_hosts revokes/));
  });

  test('asks for the kind of key that known_hosts has, where the host has several', async () => {
    sshd.know('host-rsa');

    expect(await echo(transport, 'hello')).toBe('hello');
  });

  test('reads known_hosts anew for every connection', async () => {
    sshd.know('stranger');
    await expect(echo(transport, 'hello')).rejects.toMatchObject({ reason: 'unreachable' });
    sshd.know('stranger', 'host');

    expect(await echo(transport, 'hello')).toBe('hello');
  });

  test('fails when known_hosts cannot be read', async () => {
    const nowhere = new SshTransport({ ...sshd.options, knownHostsFile: '/nonexistent/known_hosts' });

    await expect(echo(nowhere, 'hello')).rejects.toMatchObject(cause(/ENOENT.*\/nonexistent\/known_hosts/));
  });

  test('fails when the host does not accept the user’s key', async () => {
    const stranger = new SshTransport({ ...sshd.options, privateKey: sshd.read('stranger') });

    await expect(echo(stranger, 'hello')).rejects.toMatchObject(cause(/does not let root in with this key/));
    await stranger.close();
  });
});

describe('SshTransport, many at once', () => {
  test('runs fourteen programs at once: none is refused', async () => {
    const words = Array.from({ length: 14 }, (_, index) => `word${index}`);

    expect(await Promise.all(words.map((word) => echo(transport, word)))).toEqual(words);
  });

  test('bounds a program that waits for its turn by its own time', async () => {
    const long = Array.from({ length: 4 }, () => transport.run(['sleep', '1'], inTime));
    await transport.open(['cat'], new RecordedChannel());

    await expect(transport.run(['echo', 'x'], { timeoutMs: ms(200) })).rejects.toMatchObject({ reason: 'timeout' });
    await Promise.all(long);
    expect(await echo(transport, 'hello')).toBe('hello');
  });

  test('holds four long-lived programs beside them; a fifth is a mistake', async () => {
    const listeners = Array.from({ length: 4 }, () => new RecordedChannel());
    const channels = await Promise.all(listeners.map((listener) => transport.open(['cat'], listener)));
    const fifth = transport.open(['cat'], new RecordedChannel());
    await expect(fifth).rejects.toThrow('More than 4 long-lived programs');
    await expect(fifth).rejects.not.toHaveProperty('reason');
    expect(await Promise.all(['a', 'b', 'c', 'd', 'e'].map((word) => echo(transport, word)))).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
    ]);

    channels[0]?.kill();
    await listeners[0]?.ended;
    await transport.open(['cat'], new RecordedChannel());
  });

  test('counts no program that could not be started', async () => {
    for (let count = 0; count < 10; count += 1) {
      const nowhere = new RecordedChannel();
      await transport.open(['novatune-no-such-program'], nowhere);
      expect(await nowhere.ended).toMatchObject({ reason: 'unreachable', exitCode: 127 });
    }
  });
});

test('SshTransport tries again when sshd refuses a channel above its MaxSessions', async () => {
  const strict = await PrivateSshd.create('MaxSessions 2');
  onTestFinished(() => strict.remove());
  const narrow = new SshTransport(strict.options);
  onTestFinished(() => narrow.close());
  const words = Array.from({ length: 20 }, (_, index) => `word${index}`);

  expect(await Promise.all(words.map((word) => echo(narrow, word)))).toEqual(words);
});

describe('SshTransport, when the connection breaks', () => {
  let own: PrivateSshd;
  beforeEach(async () => {
    if (!PrivateSshd.isPossible) return;
    own = await PrivateSshd.create();
    transport = new SshTransport(own.options);
  });
  afterEach(() => own?.remove());

  test('ends every program at once, and connects again for the next', async () => {
    const listener = new RecordedChannel();
    const channel = await transport.open(['cat'], listener);
    const runs = Array.from({ length: 6 }, () =>
      transport.run(['sleep', '60'], { timeoutMs: ms(60_000) }).catch((failure) => failure),
    );
    channel.write('hello');
    await vi.waitFor(() => expect(listener.stdout).toBe('hello'));
    const before = performance.now();
    await own.kill();

    const reasons = (await Promise.all(runs)).map(({ reason }) => reason);
    expect(reasons.slice(0, 4)).toEqual(['ended', 'ended', 'ended', 'ended']);
    expect(reasons.slice(4)).toEqual(['unreachable', 'unreachable']);
    expect((await listener.ended).reason).toBe('ended');
    expect(performance.now() - before).toBeLessThan(5000);
    await own.start();
    expect(await vi.waitFor(() => echo(transport, 'back'), { timeout: 15_000, interval: 100 })).toBe('back');
  }, 30_000);

  test('fails quickly while the host is down, trying seldom, and comes back', async () => {
    await own.kill();
    const before = performance.now();
    const failures = [];
    for (let count = 0; count < 1000; count += 1)
      failures.push(await transport.run(['true'], inTime).catch((failure) => failure));
    expect(performance.now() - before).toBeLessThan(5000);
    expect(new Set(failures.map(({ reason }) => reason))).toEqual(new Set(['unreachable']));
    expect(failures.at(-1).cause.message).toContain('ECONNREFUSED');
    // Each try has an error of its own; in the back-off calls get the last one again.
    expect(new Set(failures.map(({ cause }) => cause)).size).toBeLessThan(8);

    await own.start();
    expect(await vi.waitFor(() => echo(transport, 'back'), { timeout: 15_000, interval: 100 })).toBe('back');
  }, 30_000);

  test('notices within seconds a host that has stopped answering', async () => {
    const listener = new RecordedChannel();
    await transport.open(['cat'], listener);
    const before = performance.now();
    own.signal('SIGSTOP');
    const run = transport.run(['true'], { timeoutMs: ms(60_000) });

    await expect(run).rejects.toMatchObject({
      reason: 'ended',
      cause: expect.objectContaining({ message: 'Keepalive timeout' }),
    });
    expect((await listener.ended).reason).toBe('ended');
    expect(performance.now() - before).toBeLessThan(15_000);
    own.signal('SIGCONT');
    expect(await vi.waitFor(() => echo(transport, 'back'), { timeout: 15_000, interval: 100 })).toBe('back');
  }, 40_000);

  test('bounds the wait for a host that accepts the connection and says nothing', async () => {
    own.signal('SIGSTOP');
    const impatient = new SshTransport({ ...own.options, connectTimeoutMs: 300 });

    await expect(impatient.run(['true'], inTime)).rejects.toMatchObject({ reason: 'unreachable' });
    await expect(transport.run(['true'], { timeoutMs: ms(300) })).rejects.toMatchObject({ reason: 'timeout' });
    const before = performance.now();
    await transport.close();
    await impatient.close();
    expect(performance.now() - before).toBeLessThan(3000);
    own.signal('SIGCONT');
  }, 20_000);
});
