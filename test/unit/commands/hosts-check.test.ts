import { Command } from 'commander';
import { afterEach, describe, expect, test } from 'vitest';
import { addHostsCheck } from '../../../src/commands/hosts-check.ts';
import { formatHosts } from '../../../src/commands/hosts-table.ts';
import { type Config, fakeConfig, parseConfig } from '../../../src/config.ts';
import { fakeCluster } from '../../../src/fake/fake-cluster.ts';
import { openHostsToCheck } from '../../../src/hosts-to-check.ts';
import { LoopbackSshd } from '../../fakes/loopback-sshd.ts';

const sshds: LoopbackSshd[] = [];
afterEach(async () => {
  await Promise.all(sshds.splice(0).map((sshd) => sshd.stop()));
});

interface Ended {
  readonly out: string;
  readonly error: string;
  readonly exitCode: number;
}

/** `novatuned hosts check …` with a configuration, in this process. */
async function run(config: Config, ...args: string[]): Promise<Ended> {
  const ended = { out: '', error: '', exitCode: 0 };
  const before = process.exitCode;
  const program = new Command('novatuned').exitOverride().configureOutput({
    writeOut: (text) => {
      ended.out += text;
    },
    writeErr: (text) => {
      ended.error += text;
    },
  });
  addHostsCheck(program, (_options, names) => openHostsToCheck(config, names));
  try {
    await program.parseAsync(['hosts', 'check', ...args], { from: 'user' });
    ended.exitCode = Number(process.exitCode ?? 0);
  } catch (error) {
    ended.exitCode = (error as { exitCode: number }).exitCode;
  } finally {
    process.exitCode = before;
  }
  return ended;
}

async function sshHost(name: string, behind = fakeCluster()[0]!): Promise<{ sshd: LoopbackSshd; entry: object }> {
  const sshd = await LoopbackSshd.start(behind);
  sshds.push(sshd);
  const { port, keyFile, knownHostsFile } = sshd;
  return {
    sshd,
    entry: {
      name,
      transport: 'ssh',
      ssh: { address: '127.0.0.1', port, key_file: keyFile, known_hosts_file: knownHostsFile },
    },
  };
}

const configOf = (...hosts: object[]): Config =>
  parseConfig(JSON.stringify({ hosts, libvirt: { command_timeout: 1.5 } }));
const levels = (out: string) =>
  (JSON.parse(out) as { host: string; findings: { check: string; level: string }[] }[]).map(({ host, findings }) => [
    host,
    ...findings.filter(({ level }) => level !== 'ok').map(({ check, level }) => `${level} ${check}`),
  ]);

describe('novatuned hosts check', () => {
  test('tells of every host what is well, what is not and how to mend it', async () => {
    const { out, exitCode } = await run(fakeConfig());

    expect(out).toMatch(/^compute1\n {2}ok {5}login {5}made up, in memory\n/);
    expect(out).toMatch(
      /\n {2}note {3}disks {5}vda: the I\/O scheduler none ignores I\/O weights\n {19}-> If weights are to count/,
    );
    expect(out).toMatch(
      /\ncompute2\n.*\n {2}wrong {2}cgroups {3}I\/O weights are refused: there is no blkio controller\n/s,
    );
    expect(out).toMatch(/\n\n3 hosts: 1 wrong and 2 notes\n$/);
    expect(exitCode).toBe(1);
  });

  test('is content with notes', async () => {
    const { out, exitCode } = await run(fakeConfig(), 'compute1');

    expect(out.endsWith('1 host: nothing wrong and 1 note\n')).toBe(true);
    expect(exitCode).toBe(0);
  });

  test('looks at the hosts that are named, in the order of the configuration', async () => {
    const { out } = await run(fakeConfig(), 'compute3', 'compute2', '-f', 'json');

    expect(levels(out)).toEqual([['compute2', 'wrong cgroups', 'note disks'], ['compute3']]);
  });

  test('refuses a host that there is not', async () => {
    expect(await run(fakeConfig(), 'compute9')).toMatchObject({
      out: '',
      error: 'error: there is no host compute9; the hosts are compute1, compute2, compute3\n',
    });
  });

  test('leaves the hosts as they were', async () => {
    const fake = fakeCluster()[0]!;
    const state = () =>
      JSON.stringify([
        [...fake.virsh.domains.values()],
        fake.tc.batch('qdisc show dev eth1\nqdisc show dev lo\nclass show dev eth1\n'),
      ]);
    const before = state();
    const { entry } = await sshHost('compute1', fake);
    const { out } = await run(configOf(entry), '-f', 'json');

    expect(levels(out)).toEqual([['compute1', 'note disks']]);
    expect(state()).toBe(before);
  });

  test('tells each way of not getting to a host from the others, and a dead host delays no other', async () => {
    const [good, silent, changed, stranger] = await Promise.all(
      ['good', 'silent', 'changed', 'stranger'].map((name) => sshHost(name)),
    );
    silent!.sshd.silence();
    changed!.sshd.changeHostKey();
    stranger!.sshd.know();
    const noKey = {
      ...good!.entry,
      name: 'badkey',
      ssh: { ...(good!.entry as { ssh: object }).ssh, key_file: good!.sshd.knownHostsFile },
    };
    const config = configOf(good!.entry, silent!.entry, changed!.entry, stranger!.entry, noKey);
    const startedAt = performance.now();
    const { out, exitCode } = await run(config, '-f', 'json');

    const texts = (JSON.parse(out) as { findings: { text: string }[] }[]).map(({ findings }) => findings[0]?.text);
    expect(texts).toEqual([
      expect.stringMatching(/^root at 127\.0\.0\.1 port \d+$/),
      expect.stringMatching(/does not answer: Timed out while waiting for handshake$/),
      expect.stringMatching(/has the key ssh-ed25519 SHA256:.* has another one for it$/),
      expect.stringMatching(/known_hosts has no key for 127\.0\.0\.1 port \d+$/),
      expect.stringMatching(/^Cannot use the private key for badkey/),
    ]);
    expect(levels(out)[0]).toEqual(['good', 'note disks']);
    expect(exitCode).toBe(1);
    expect(performance.now() - startedAt).toBeLessThan(6000);
  }, 20_000);

  test('looks at hosts of the template under the names that Nova has for them', async () => {
    const { entry } = await sshHost('any');
    const { ssh } = entry as { ssh: { port: number; key_file: string; known_hosts_file: string } };
    const template = { ssh: { ...ssh, address: '{hypervisor_hostname}' } };
    const auth = {
      strategy: 'keystone',
      keystone: { auth_url: 'http://192.0.2.1:5000', username: 'u', password: 'p', project_name: 'p' },
    };
    const config = parseConfig(
      JSON.stringify({ inventory: 'nova', auth, host_template: template, libvirt: { command_timeout: 1.5 } }),
    );

    expect((await run(config)).error).toContain('name the hosts of host_template');
    const named = await run(config, '127.0.0.1', 'a b', '-f', 'json');
    expect(levels(named.out)).toEqual([
      ['127.0.0.1', 'note disks'],
      ['a b', 'wrong login'],
    ]);
  });
});

describe('formatHosts', () => {
  const hosts = [
    {
      host: 'compute1',
      findings: [
        { check: 'login', level: 'ok', text: 'root at 192.0.2.1 port 22' },
        { check: 'sudo', level: 'wrong', text: 'it says \u001b[2J\u0007', mend: 'Write:\none line' },
      ],
    },
  ] as const;

  test('aligns, gives what is to be copied lines of its own, and lets no host steer the terminal', () => {
    expect(formatHosts(hosts, false)).toBe(
      [
        'compute1',
        '  ok     login  root at 192.0.2.1 port 22',
        '  wrong  sudo   it says \\x1b[2J\\x07',
        '                -> Write:',
        '                   one line',
        '',
        '1 host: 1 wrong',
        '',
      ].join('\n'),
    );
  });

  test('has colours for those who can see them', () => {
    expect(formatHosts(hosts, true)).toContain('\u001b[31mwrong\u001b[39m  sudo');
  });
});
