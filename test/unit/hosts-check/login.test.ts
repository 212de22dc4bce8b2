import { expect, test } from 'vitest';
import { checkLogin } from '../../../src/hosts-check/login.ts';
import { type SshProblem, SshRefused } from '../../../src/transport/ssh-refused.ts';
import { CommandFailed } from '../../../src/transport/transport.ts';
import { failed } from '../compute/scripted-host.ts';
import { bySsh, readable, subjectOf } from './subjects.ts';

const now = (): number => Math.floor(Date.now() / 1000);

test('checkLogin is content with a shell that runs a command and says nothing else', async () => {
  expect(readable(await checkLogin(subjectOf(() => `${now()}\n`)))).toEqual(['ok: novatune at 192.0.2.12 port 22']);
  expect(readable(await checkLogin(subjectOf(() => `${now()}\n`, {}, { transport: 'local', user: 'root' })))).toEqual([
    'ok: this machine, as root',
  ]);
});

test('checkLogin does not take a shell that talks, which would spoil every answer', async () => {
  expect(readable(await checkLogin(subjectOf(() => `Welcome!\n${now()}\n`)))).toEqual([
    expect.stringMatching(
      /^wrong: the login shell says something of its own: "Welcome!.* -> The user's shell must be a POSIX one/,
    ),
  ]);
});

test.each([
  [3600, /its clock is (3599|3600) s ahead of this machine's/],
  [-3600, /its clock is (3600|3601) s behind this machine's/],
])('checkLogin notes a clock that is %d s off', async (skew, words) => {
  expect(await checkLogin(subjectOf(() => `${now() + skew}\n`))).toMatchObject([
    { level: 'ok' },
    { level: 'note', text: expect.stringMatching(words), mend: expect.stringContaining('NTP') },
  ]);
});

const mends: readonly [SshProblem, RegExp][] = [
  ['nameUnknown', /DNS or into \/etc\/hosts/],
  ['portClosed', /Start sshd there/],
  ['noAnswer', /nc -vz 192\.0\.2\.12 22/],
  ['noSsh', /ssh-keyscan -p 22 192\.0\.2\.12/],
  ['hostKeyUnknown', /ssh-keyscan -p 22 192\.0\.2\.12 >> \/etc\/novatune\/known_hosts, and compare/],
  ['hostKeyChanged', /somebody may stand between.*ssh-keygen -f \/etc\/novatune\/known_hosts -R '192\.0\.2\.12'/],
  ['hostKeyRevoked', /declared this key unsafe/],
  ['userKeyRefused', /ssh-copy-id -i \/etc\/novatune\/id_ed25519 -p 22 novatune@192\.0\.2\.12.*chmod 700 \.ssh/],
  ['other', /ssh -v -p 22 novatune@192\.0\.2\.12/],
];

test.each(mends)('checkLogin says of %s what it is and how to mend it', async (problem, mend) => {
  const cause = new SshRefused(problem, 'in so many words');
  const subject = subjectOf(() => {
    throw new CommandFailed({ host: 'compute1', argv: ['date'], reason: 'unreachable', durationMs: 1 }, { cause });
  });

  const verdicts = await checkLogin(subject);

  expect(verdicts).toMatchObject([{ level: 'wrong', text: 'in so many words', mend: expect.stringMatching(mend) }]);
});

test('checkLogin names a host of another port as known_hosts has it', async () => {
  const cause = new SshRefused('hostKeyChanged', 'changed');
  const script = () => {
    throw new CommandFailed({ host: 'compute1', argv: ['date'], reason: 'unreachable', durationMs: 1 }, { cause });
  };
  const way = { ...bySsh, port: 2222 } as typeof bySsh;

  expect((await checkLogin(subjectOf(script, {}, way)))[0]?.mend).toContain("-R '[192.0.2.12]:2222'");
});

test('checkLogin tells of a host that takes the connection and then says no', async () => {
  const subject = subjectOf(() => {
    throw failed('exit', 'This account is currently not available.\n');
  });

  expect((await checkLogin(subject))[0]?.text).toBe('no command can be run: This account is currently not available.');
});
