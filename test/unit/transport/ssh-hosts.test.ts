import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SshTransport } from '../../../src/transport/ssh.ts';
import type { SshProblem } from '../../../src/transport/ssh-refused.ts';
import type { Transport } from '../../../src/transport/transport.ts';
import { ms } from '../../../src/units.ts';
import { LoopbackSshd } from '../../fakes/loopback-sshd.ts';

const connectTimeoutMs = 1500;
/** What may pass for at once, on a busy machine: a new attempt holds calls up for 500 ms at most. */
const atOnceMs = 1200;
const inTime = { timeoutMs: ms(5000) };

/** A host whose programs all say its name. */
const host = (name: string): Transport => ({
  run: async () => ({ stdout: name, stderr: '' }),
  open: () => Promise.reject(new Error('nothing stays open here')),
  close: async () => {},
});

let one: LoopbackSshd;
let other: LoopbackSshd;
let opened: SshTransport[];

beforeEach(async () => {
  opened = [];
  one = await LoopbackSshd.start(host('one'));
  other = await LoopbackSshd.start(host('other'));
});
afterEach(async () => {
  await Promise.all(opened.map((transport) => transport.close()));
  await Promise.all([one.stop(), other.stop()]);
});

interface Parts {
  readonly keyOf?: LoopbackSshd;
  readonly knownBy?: LoopbackSshd;
}

/** A transport to one of them, with its own key and known_hosts unless others are given. */
function to(sshd: LoopbackSshd, { keyOf = sshd, knownBy = sshd }: Parts = {}): SshTransport {
  const transport = new SshTransport({
    host: 'compute1',
    address: '127.0.0.1',
    port: sshd.port,
    user: 'novatune',
    privateKey: readFileSync(keyOf.keyFile),
    knownHostsFile: knownBy.knownHostsFile,
    connectTimeoutMs,
  });
  opened.push(transport);
  return transport;
}

const ask = async (transport: SshTransport) => (await transport.run(['hostname'], inTime)).stdout;
const refusal = (problem: SshProblem, words: RegExp) => ({
  reason: 'unreachable',
  cause: expect.objectContaining({ problem, message: expect.stringMatching(words) }),
});
async function timed(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work.catch(() => {});
  return performance.now() - startedAt;
}

describe('SshTransport, hosts of their own', () => {
  test('logs in to each host with its own key, and knows each by its own known_hosts', async () => {
    expect(await Promise.all([ask(to(one)), ask(to(other))])).toEqual(['one', 'other']);
  });

  test('is not let in with the key of another host', async () => {
    await expect(ask(to(one, { keyOf: other }))).rejects.toMatchObject(
      refusal('userKeyRefused', /127\.0\.0\.1 port \d+ does not let novatune in with this key/),
    );
    expect(one.lines).toEqual([]);
  });

  test('does not know a host by the known_hosts of another one', async () => {
    await expect(ask(to(one, { knownBy: other }))).rejects.toMatchObject(
      refusal('hostKeyUnknown', /known_hosts has no key for 127\.0\.0\.1 port \d+/),
    );
    expect(one.lines).toEqual([]);
  });
});

describe('SshTransport, a host whose key changes', () => {
  test('refuses it, tells its fingerprint, and has it run nothing', async () => {
    const transport = to(one);
    expect(await ask(transport)).toBe('one');
    one.lines.splice(0);
    one.changeHostKey();

    await vi.waitFor(async () =>
      expect(ask(transport)).rejects.toMatchObject(
        refusal(
          'hostKeyChanged',
          /has the key ssh-ed25519 SHA256:[\w+/]{43}, and \S+known_hosts has another one for it/,
        ),
      ),
    );
    for (let count = 0; count < 20; count += 1) await expect(ask(transport)).rejects.toThrow();
    expect(one.lines).toEqual([]);
  });

  test('takes it once known_hosts has the new key', async () => {
    const transport = to(one);
    one.changeHostKey();
    await expect(ask(transport)).rejects.toMatchObject({ reason: 'unreachable' });
    one.know(one.hostKey);

    expect(await vi.waitFor(() => ask(transport), { timeout: 5000 })).toBe('one');
  });

  test('refuses a key that known_hosts revokes', async () => {
    one.know(one.hostKey, `${one.hostKey}\n@revoked * ${one.hostKey}`);

    await expect(ask(to(one))).rejects.toMatchObject(refusal('hostKeyRevoked', /which \S+known_hosts revokes/));
  });
});

describe('SshTransport, a host that is down', () => {
  test('costs the connect timeout once, and from then on next to nothing', async () => {
    one.silence();
    const transport = to(one);

    await expect(ask(transport)).rejects.toMatchObject(refusal('noAnswer', /127\.0\.0\.1 port \d+ does not answer/));
    const waits: number[] = [];
    for (let count = 0; count < 30; count += 1) {
      waits.push(await timed(ask(transport)));
      await new Promise((resolve) => setTimeout(resolve, 40));
    }

    expect(Math.max(...waits)).toBeLessThan(atOnceMs);
    // Nearly all of them did not even wait for that.
    expect(waits.filter((wait) => wait > 250).length).toBeLessThanOrEqual(3);
  }, 20_000);

  test('bounds the first wait by the connect timeout', async () => {
    one.silence();
    const wait = await timed(ask(to(one)));

    expect(wait).toBeGreaterThan(connectTimeoutMs - 100);
    expect(wait).toBeLessThan(connectTimeoutMs + 1000);
  });

  test('does not hold up another host', async () => {
    const healthy = to(other);
    await ask(healthy);
    one.silence();
    const dead = Array.from({ length: 20 }, () => ask(to(one)).catch(() => 'failed'));
    const waits: number[] = [];
    for (let count = 0; count < 20; count += 1) waits.push(await timed(ask(healthy)));

    expect(Math.max(...waits)).toBeLessThan(connectTimeoutMs - 100);
    expect(new Set(await Promise.all(dead))).toEqual(new Set(['failed']));
  });

  test('is noticed while it is connected, and then fails as fast', async () => {
    const transport = to(one);
    await ask(transport);
    one.silence();
    await expect(transport.run(['hostname'], { timeoutMs: ms(10_000) })).rejects.toMatchObject({ reason: 'ended' });

    const waits: number[] = [];
    for (let count = 0; count < 10; count += 1) waits.push(await timed(ask(transport)));

    expect(Math.max(...waits)).toBeLessThan(atOnceMs);
  }, 20_000);

  test('is back by itself', async () => {
    one.silence();
    const transport = to(one);
    await expect(ask(transport)).rejects.toThrow();
    one.speak();

    expect(await vi.waitFor(() => ask(transport), { timeout: 10_000, interval: 50 })).toBe('one');
  }, 20_000);
});
