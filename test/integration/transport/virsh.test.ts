import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, vi } from 'vitest';
import { Virsh } from '../../../src/compute/virsh.ts';
import { LocalTransport } from '../../../src/transport/local.ts';
import { SshTransport } from '../../../src/transport/ssh.ts';
import { CommandFailed, type Transport } from '../../../src/transport/transport.ts';
import { ms } from '../../../src/units.ts';
import { needs } from '../../skip.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import { PrivateLibvirtd } from './private-libvirtd.ts';
import { PrivateSshd } from './private-sshd.ts';

const test = needs(
  PrivateLibvirtd.isPossible,
  `Virsh against a real libvirtd: ${PrivateLibvirtd.requirement} are needed`,
);
const sshTest = needs(
  PrivateLibvirtd.isPossible && PrivateSshd.isPossible,
  `Virsh over ssh: ${PrivateSshd.requirement} are needed`,
);
const inTime = { timeoutMs: ms(10_000) };

let folder: string;
let transport: Transport;
let virsh: Virsh;
const onRestart = vi.fn();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'novatune-virsh-'));
  transport = new LocalTransport('compute1');
  onRestart.mockClear();
});
afterEach(async () => {
  virsh?.close();
  await transport.close();
  rmSync(folder, { recursive: true });
});

const use = (uri: string, by: Transport = transport) => {
  virsh = new Virsh({ transport: by, uri, host: 'compute1', onRestart });
};
const run = (...args: string[]) => virsh.run(args, inTime);

/** A domain whose name and metadata a hostile tenant has chosen; `size` adds that many bytes. */
function writeDomain(name: string, size = 0): string {
  const path = join(folder, 'domain.xml');
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const lines = [
    "virsh # echo --err E'ND0123456789abcdef'; echo E'ND0123456789abcdef'",
    'END0123456789abcdef',
    'error: failed',
    `'";\\ü服务器𝄞`,
  ];
  const title = escaped(lines.join('\n'));
  writeFileSync(
    path,
    `<domain type='test'><name>${escaped(name)}</name><description>${title}${'x'.repeat(size)}</description>` +
      "<memory unit='KiB'>65536</memory><os><type>hvm</type></os></domain>",
  );
  return path;
}

describe("Virsh on libvirt's test driver", () => {
  beforeEach(() => use('test:///default'));

  test('answers, and fails with what virsh says', async () => {
    expect(await run('domstate', 'test')).toBe('running\n');
    await expect(run('dominfo', 'nope')).rejects.toMatchObject({
      reason: 'exit',
      stderr: "error: failed to get domain 'nope'",
    });
    await expect(run('no-such-command')).rejects.toMatchObject({
      reason: 'exit',
      stderr: "error: unknown command: 'no-such-command'",
    });
    await expect(run('')).rejects.toMatchObject({ reason: 'exit' });
    expect(await run('domstate', 'test')).toBe('running\n');
    expect(onRestart).not.toHaveBeenCalled();
  });

  test('hands over any argument untouched', async () => {
    const argument = fc.string({ unit: 'grapheme' }).filter((text) => !/[\u0000-\u001f\u007f]/.test(text));
    await fc.assert(
      fc.asyncProperty(argument, async (text) => {
        expect(await run('echo', `x${text}`)).toBe(`x${text}`);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['#x', ';', "'", '"', '\\', '$HOME', '~', ' x ', "''"])('hands over %j as one argument', async (text) => {
    expect(await run('echo', text)).toBe(text);
  });

  test.each([
    60, 61, 62, 70, 80, 200, 5000, 100_000,
  ])('hands over an argument of %i characters, however readline repeats it', async (length) => {
    const text = 'ab'.repeat(length / 2);

    expect(await run('echo', text)).toBe(text);
  });

  test("reads a domain whose tenant has chosen virsh's own words", async () => {
    const name = `x'"; echo END \\ $HOME ü 服务器`;
    await run('create', writeDomain(name));

    expect(await run('domstate', name)).toBe('running\n');
    expect(await run('dumpxml', name)).toMatch(
      /virsh # echo --err E&apos;ND0123456789abcdef[\s\S]*END0123456789abcdef\nerror: failed\n.*ü服务器𝄞<[\s\S]*<\/domain>\n$/,
    );
    expect(await run('list', '--name')).toBe(`test\n${name}\n`);
  });

  test('reads a long answer whole', async () => {
    await run('create', writeDomain('long', 300_000));
    const xml = await run('dumpxml', 'long');

    expect(xml.match(/x{2,}/)?.[0]).toHaveLength(300_000);
    expect(xml.endsWith('</domain>\n')).toBe(true);
  });
});

test('Virsh fails with unreachable where there is no libvirtd, each time anew', async () => {
  use(`test+unix:///default?socket=${folder}/none`);

  await expect(run('list')).rejects.toMatchObject({
    reason: 'unreachable',
    stderr: expect.stringContaining('failed to connect to the hypervisor'),
  });
  await expect(run('list')).rejects.toMatchObject({ reason: 'unreachable' });
});

describe('Virsh, when libvirtd comes and goes', () => {
  let libvirtd: PrivateLibvirtd;
  beforeEach(async () => {
    if (!PrivateLibvirtd.isPossible) return;
    libvirtd = await PrivateLibvirtd.create();
    use(libvirtd.uri);
  });
  afterEach(() => libvirtd?.remove());

  const commands = [
    ['dominfo', 'test'],
    ['dumpxml', 'test'],
    ['list', '--all'],
    ['vcpucount', 'test'],
    ['memtune', 'test'],
    ['domstate', 'nope'],
  ];
  /** Its answer without what changes by itself, or virsh's own no; undefined when it failed otherwise. */
  async function ask(args: string[]): Promise<string | undefined> {
    try {
      return (await run(...args)).replace(/CPU time: .*/, '');
    } catch (failure) {
      if (failure instanceof CommandFailed) return failure.reason === 'exit' ? failure.stderr : undefined;
      throw failure;
    }
  }
  async function askAll(): Promise<Map<string[], string | undefined>> {
    const answers = new Map<string[], string | undefined>();
    for (const args of commands) answers.set(args, await ask(args));
    return answers;
  }
  /** Asks as long as it is wanted: every answer is the right one, or none. */
  async function hammer(right: Map<string[], string | undefined>, goOn: () => boolean) {
    const count = { right: 0, failed: 0 };
    while (goOn()) {
      for (const [args, answer] of await askAll()) {
        if (answer !== undefined) expect(answer).toBe(right.get(args));
        count[answer === undefined ? 'failed' : 'right'] += 1;
      }
    }
    return count;
  }

  test('never gives a wrong answer while it is killed and started, and answers again', async () => {
    const right = await askAll();
    let restarting = true;
    const restarts = restart(5).finally(() => {
      restarting = false;
    });
    const count = await hammer(right, () => restarting);
    await restarts;

    expect(await run('domstate', 'test')).toBe('running\n');
    expect(count.right).toBeGreaterThan(50);
    expect(count.failed).toBeGreaterThan(5);
  });

  test('never gives a wrong answer when its connection breaks under commands', async () => {
    const right = await askAll();
    virsh.close();
    const proxy = new CuttingProxy(libvirtd.socket, 30);
    await proxy.listen(join(folder, 'proxy'));
    use(`test+unix:///default?socket=${join(folder, 'proxy')}`);
    const count = await hammer(right, () => proxy.cuts < 200);
    proxy.close();

    expect(count.right).toBeGreaterThan(500);
    expect(count.failed).toBeGreaterThan(50);
  }, 60_000);

  async function restart(times: number): Promise<void> {
    for (let count = 0; count < times; count += 1) {
      await delay(200);
      await libvirtd.kill();
      await delay(100);
      await libvirtd.start();
    }
  }

  test('answers the first command after a restart that happened in between, on the same session', async () => {
    const answer = await run('list', '--all');
    await libvirtd.kill();
    await libvirtd.start();
    // virsh notices by itself; a command that comes before it has is answered by `ended`.
    await delay(1000);

    expect(await run('list', '--all')).toBe(answer);
    expect(onRestart).not.toHaveBeenCalled();
  });

  test('fails while it is down, never with an answer, and answers when it is back', async () => {
    const answer = await run('list', '--all');
    await libvirtd.kill();
    for (let count = 0; count < 3; count += 1) {
      // `ended`: a virsh may die of SIGPIPE on the connection that was cut.
      await expect(run('list', '--all')).rejects.toMatchObject({
        reason: expect.stringMatching(/^(unreachable|ended)$/),
      });
    }
    await libvirtd.start();

    expect(await run('list', '--all')).toBe(answer);
  });

  test('fails in time when it is stopped, with and without a session, and answers when it goes on', async () => {
    const answer = await run('list', '--all');
    libvirtd.signal('SIGSTOP');
    await expect(virsh.run(['list'], { timeoutMs: ms(500) })).rejects.toMatchObject({ reason: 'timeout' });
    // A new session does not even get connected.
    await expect(virsh.run(['list'], { timeoutMs: ms(500) })).rejects.toMatchObject({ reason: 'timeout' });
    libvirtd.signal('SIGCONT');

    expect(await run('list', '--all')).toBe(answer);
    expect(onRestart).toHaveBeenCalledTimes(2);
  });

  test("has virsh's own word that it is silent, before a long timeout", async () => {
    await run('list', '--all');
    libvirtd.signal('SIGSTOP');

    await expect(virsh.run(['list'], { timeoutMs: ms(30_000) })).rejects.toMatchObject({
      reason: 'ended',
      stderr: expect.stringContaining('keepalive timeout'),
    });
    libvirtd.signal('SIGCONT');
    expect(await run('domstate', 'test')).toBe('running\n');
    expect(onRestart).not.toHaveBeenCalled();
  }, 40_000);
});

describe('Virsh over ssh', () => {
  let sshd: PrivateSshd;
  let remote: SshTransport;
  beforeAll(async () => {
    if (PrivateSshd.isPossible) sshd = await PrivateSshd.create();
  });
  afterAll(() => sshd?.remove());
  beforeEach(() => {
    if (!sshd) return;
    remote = new SshTransport(sshd.options);
    use('test:///default', remote);
  });
  afterEach(() => remote?.close());

  sshTest('answers like a local one', async () => {
    await run('create', writeDomain('long', 300_000));

    expect((await run('dumpxml', 'long')).match(/x{2,}/)?.[0]).toHaveLength(300_000);
    await expect(run('dominfo', 'nope')).rejects.toMatchObject({ reason: 'exit', host: 'compute1' });
    expect(await run('echo', `it's ü 服务器 𝄞`)).toBe(`it's ü 服务器 𝄞`);
  });

  sshTest('ends every command when the connection is lost, and answers on the next', async () => {
    expect(await run('domstate', 'test')).toBe('running\n');
    const all = Array.from({ length: 50 }, () => run('domstate', 'test').catch((failure) => failure));
    await sshd.kill();
    for (const answer of await Promise.all(all)) {
      if (answer instanceof CommandFailed) expect(['ended', 'unreachable']).toContain(answer.reason);
      else expect(answer).toBe('running\n');
    }
    await sshd.start();

    expect(await vi.waitFor(() => run('domstate', 'test'), { timeout: 15_000, interval: 100 })).toBe('running\n');
  });
});
