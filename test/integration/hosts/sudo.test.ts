import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, vi } from 'vitest';
import { Host } from '../../../src/compute/host.ts';
import { LifecycleEvents } from '../../../src/compute/lifecycle-events.ts';
import { hasQdisc } from '../../../src/compute/tc-leaf.ts';
import { hostSettings } from '../../../src/config/host-settings.ts';
import { type HostConfig, parseConfig } from '../../../src/config.ts';
import { checkHost } from '../../../src/hosts-check/check-host.ts';
import type { Finding } from '../../../src/hosts-check/finding.ts';
import { SshTransport } from '../../../src/transport/ssh.ts';
import type { Argv } from '../../../src/transport/transport.ts';
import { ms } from '../../../src/units.ts';
import { sudoersOfPage } from '../../fakes/sudoers-of-page.ts';
import { needs } from '../../skip.ts';
import { PrivateLibvirtd } from '../transport/private-libvirtd.ts';
import { PrivateSshd } from '../transport/private-sshd.ts';
import { RecordedChannel } from '../transport/recorded-channel.ts';
import { findRunning } from './find-running.ts';
import { SudoUser } from './sudo-user.ts';

const isPossible = SudoUser.isPossible && PrivateSshd.isPossible && PrivateLibvirtd.isPossible;
const test = needs(
  isPossible,
  `sudo on a host: ${SudoUser.requirement}, ${PrivateSshd.requirement} and ${PrivateLibvirtd.requirement} are needed`,
);

let user: SudoUser;
let sshd: PrivateSshd;
let libvirtd: PrivateLibvirtd;
let transport: SshTransport;
let host: Host;

beforeAll(async () => {
  if (!isPossible) return;
  user = new SudoUser();
  libvirtd = await PrivateLibvirtd.create();
  sshd = await PrivateSshd.create();
  // sshd reads a user's keys as that user. `restrict` is what the how-to page advises.
  chmodSync(sshd.folder, 0o711);
  writeFileSync(join(sshd.folder, 'user.pub'), `restrict ${sshd.read('user.pub')}`);
});
afterAll(async () => {
  await sshd?.remove();
  await libvirtd?.remove();
  await user?.remove();
});
beforeEach(() => {
  if (!isPossible) return;
  transport = new SshTransport({ ...sshd.options, user: user.name });
  host = hostAs({});
  user.allow(pageLines());
});
afterEach(() => host?.close());

/** The host as the configuration would have it, with the private libvirtd in place of the system's. */
function hostAs(parts: Partial<HostConfig>): Host {
  const entry = {
    name: 'compute1',
    transport: 'ssh',
    uri: libvirtd.uri,
    ssh: { user: user.name },
    ...parts,
  } as unknown as HostConfig;
  const settings = { ...hostSettings(parseConfig('driver: fake'), entry), commandTimeoutMs: ms(2000) };
  return new Host(transport, settings, { commandEnded: () => {}, sessionRestarted: () => {} });
}

/** The page's lines for `sudo: true`; its last word is the URI, which is another one here. */
const pageLines = (): string =>
  sudoersOfPage.forAll.replace(String.raw`qemu\:///system`, libvirtd.uri.replaceAll(/[:=?]/g, String.raw`\$&`));

const virshOfTest = () => findRunning(`-c ${libvirtd.uri}`);
const isGone = (running: () => string[]) => vi.waitFor(() => expect(running()).toEqual([]), { timeout: 8000 });

describe('A host whose user is not root', () => {
  test('lets sudo run virsh and the tc that changes queues, by the lines of the how-to page', async () => {
    expect(host.settings.sudo).toEqual(['tc', 'virsh']);
    expect(await host.virsh('list', '--name')).toContain('test');
    expect(ownersOf(`virsh -q -k 1 -K 3 -c ${libvirtd.uri}`)).toContain('root');
    // Tried where the kernel refuses everybody, but says to others than root that they may not.
    expect(await hasQdisc(host.runner, 'htb', ms(2000))).toBe('yes');
    expect(await hasQdisc(transport, 'htb', ms(2000))).toBe('forbidden');
  });

  test('has the same queues after it was asked what its kernel has', async () => {
    const queues = () => execFileSync('tc', ['qdisc', 'show', 'dev', 'lo'], { encoding: 'utf8' });
    const before = queues();
    await host.leaf();
    await hasQdisc(host.runner, 'htb', ms(2000));

    expect(queues()).toBe(before);
  });

  test('reads queues without sudo', async () => {
    user.allow('# nothing\n');

    const { stdout } = await host.runner.run(['tc', '-d', '-batch', '-'], {
      input: 'qdisc show dev lo\n',
      timeoutMs: ms(2000),
    });
    expect(stdout).toMatch(/^qdisc /);
  });

  test('speaks English to sudo and virsh, and has no history written', async () => {
    const history = '/root/.cache/libvirt/virsh/history';
    const before = existsSync(history) ? statSync(history).mtimeMs : undefined;
    await expect(host.virsh('dominfo', 'nope')).rejects.toMatchObject({
      reason: 'exit',
      stderr: expect.stringContaining('failed to get domain'),
    });
    // As when the connection is lost: virsh comes to the end of its input, and ends as it likes.
    await sshd.kill();
    await isGone(virshOfTest);
    await sshd.start();

    expect(existsSync(history) ? statSync(history).mtimeMs : undefined).toBe(before);
    expect(existsSync('/dev/null/.cache')).toBe(false);
  });

  test('listens to libvirt over its read-only socket, which is open to every user', async () => {
    user.allow('# nothing\n');
    for (const folder of [libvirtd.folder, dirname(libvirtd.socket)]) chmodSync(folder, 0o711);
    const heard: string[] = [];
    const events = new LifecycleEvents({
      transport,
      uri: `${libvirtd.uri}-ro`,
      onEvent: ({ event }) => heard.push(event),
      onConnected: () => heard.push('connected'),
      onDisconnected: ({ stderr }) => heard.push(stderr),
    });
    events.start();
    await vi.waitFor(() => expect(heard).toEqual(['connected']), { timeout: 10_000 });
    const ofRoot = ['-c', libvirtd.uri];
    for (const verb of ['suspend', 'resume']) execFileSync('virsh', [...ofRoot, verb, 'test'], { stdio: 'pipe' });
    await vi.waitFor(() => expect(heard).toEqual(['connected', 'Suspended', 'Resumed']));
    events.stop();
  });

  test('needs one line alone where the user may use libvirt itself', async () => {
    user.allow(sudoersOfPage.forTc);
    const own = hostAs({ sudo: 'tc', uri: 'test:///default' });

    expect(own.settings.sudo).toEqual(['tc']);
    expect(await own.virsh('list', '--name')).toContain('test');
    expect(await hasQdisc(own.runner, 'htb', ms(2000))).toBe('yes');
    await own.close();
  });

  test('says what sudo refuses, and that nothing was done', async () => {
    user.allow('# nothing\n');
    const refusal = {
      reason: 'unreachable',
      stderr: expect.stringContaining('a password is required'),
      cause: expect.objectContaining({
        message: expect.stringMatching(/^sudo refuses (virsh|tc -batch -) .*docs\/how-to\/hosts\.md$/),
      }),
    };

    await expect(host.virsh('list')).rejects.toMatchObject(refusal);
    await expect(host.leaf()).rejects.toMatchObject(refusal);
  });

  test('is told by the check what is missing in its sudoers, and that all is well with it', async () => {
    user.allow('# nothing\n');
    const way = { transport: 'ssh', user: user.name, address: '127.0.0.1', port: sshd.port } as const;
    const subject = { host, way: { ...way, keyFile: '/k', knownHostsFile: '/h' } };
    const findings = async () =>
      (await checkHost(subject)).filter(({ check }) => /sudo|libvirt|sessions|events/.test(check));
    const levelsOf = (some: readonly Finding[]) => some.map(({ check, level }) => `${level} ${check}`);
    const missing = await findings();
    user.allow(pageLines());

    expect(levelsOf(missing)).toEqual(['wrong sudo', 'wrong libvirt', 'ok sessions', 'note events']);
    expect(missing[0]).toMatchObject({
      text: 'does not run tc and virsh: a password is required',
      mend: expect.stringContaining(`${user.name} ALL=(root) NOPASSWD: /usr/sbin/tc -batch -`),
    });
    // The socket of this URI is root's own, and listening is never done by sudo.
    expect(levelsOf(await findings())).toEqual(['ok sudo', 'ok libvirt', 'ok sessions', 'wrong events']);
  }, 30_000);
});

describe('What sudo runs', () => {
  const seconds = () => String(600 + Math.random());
  const allowed = (argv: Argv): Argv => {
    user.allow(`novatune ALL=(root) NOPASSWD: /usr/bin/${argv.join(' ')}\n`);
    return ['sudo', '-n', ...argv];
  };

  test('has ended when its time was up', async () => {
    const argv: Argv = ['sleep', seconds()];

    await expect(transport.run(allowed(argv), { timeoutMs: ms(500) })).rejects.toMatchObject({ reason: 'timeout' });
    await isGone(() => findRunning(argv.join(' ')));
  });

  test('has ended when it was killed, however soon after its start', async () => {
    const argv: Argv = ['sleep', seconds()];
    const command = allowed(argv);
    const moments = Array.from({ length: 40 }, (_, index) => index);
    for (const afterMs of [...moments, 60, 100, 200]) {
      const listener = new RecordedChannel();
      const channel = await transport.open(command, listener);
      await sleep(afterMs);
      channel.kill();
      await listener.ended;
    }

    await isGone(() => findRunning(argv.join(' ')));
  }, 30_000);

  test('has ended when the transport was closed', async () => {
    const argv: Argv = ['sleep', seconds()];
    await transport.open(allowed(argv), new RecordedChannel());
    await vi.waitFor(() => expect(findRunning(argv.join(' '))).not.toEqual([]));
    await transport.close();

    await isGone(() => findRunning(argv.join(' ')));
  });

  test('leaves no virsh behind when libvirtd hangs, and answers when it goes on', async () => {
    await host.virsh('list');
    libvirtd.signal('SIGSTOP');
    try {
      for (let count = 0; count < 12; count += 1) {
        // A session that has missed its time is killed, and the next one begun.
        const listener = new RecordedChannel();
        const channel = await transport.open(['env', 'LC_ALL=C', 'sudo', '-n', ...virshWords()], listener);
        channel.write('list\n');
        await sleep(100);
        channel.kill();
        await listener.ended;
      }
      await expect(host.virsh('list')).rejects.toMatchObject({ reason: expect.stringMatching(/^(timeout|ended)$/) });
      await vi.waitFor(() => expect(virshOfTest().length).toBeLessThanOrEqual(3), { timeout: 5000 });
    } finally {
      libvirtd.signal('SIGCONT');
    }

    expect(await host.virsh('list', '--name')).toContain('test');
    await host.close();
    await isGone(virshOfTest);
  }, 30_000);

  const virshWords = (): string[] => ['virsh', '-q', '-k', '1', '-K', '3', '-c', libvirtd.uri];
});

/** Whose the processes are that have these words in their command lines. */
function ownersOf(words: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'user:40=,args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(words) && !line.includes('sudo')).map((line) => line.split(' ')[0] ?? '');
}
