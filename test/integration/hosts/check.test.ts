import { execFileSync } from 'node:child_process';
import { expect, onTestFinished } from 'vitest';
import { Host } from '../../../src/compute/host.ts';
import { hostSettings } from '../../../src/config/host-settings.ts';
import { fakeConfig } from '../../../src/config.ts';
import { checkHost } from '../../../src/hosts-check/check-host.ts';
import type { Subject } from '../../../src/hosts-check/subject.ts';
import { SshTransport } from '../../../src/transport/ssh.ts';
import { needs } from '../../skip.ts';
import { PrivateSshd } from '../transport/private-sshd.ts';

const test = needs(PrivateSshd.isPossible, `the check of a host by a real sshd: ${PrivateSshd.requirement} are needed`);

/** This machine as a host, by an sshd with these settings, with a libvirt that there is or is not. */
async function subjectBy(uri: string, ...settings: string[]): Promise<Subject> {
  const sshd = await PrivateSshd.create(...settings);
  const { address, port, user, knownHostsFile } = sshd.options;
  const ofHost = { ...hostSettings(fakeConfig(), { name: 'compute1', uri }), uplink: 'lo' };
  const host = new Host(new SshTransport(sshd.options), ofHost, { commandEnded: () => {}, sessionRestarted: () => {} });
  onTestFinished(async () => {
    await host.close();
    await sshd.remove();
  });
  return { host, way: { transport: 'ssh', address, port, user, keyFile: `${sshd.folder}/user`, knownHostsFile } };
}

const summary = async (subject: Subject) =>
  Object.fromEntries((await checkHost(subject)).map(({ check, level, text }) => [check, `${level}: ${text}`]));
const queues = () => execFileSync('tc', ['qdisc', 'show'], { encoding: 'utf8' });

test('checkHost looks at a real host, and leaves its queues as they were', async () => {
  const before = queues();
  const found = await summary(await subjectBy('test:///default'));

  expect(found).toMatchObject({
    login: expect.stringMatching(/^ok: root at 127\.0\.0\.1 port \d+$/),
    programs: 'ok: all there',
    libvirt: expect.stringMatching(/^ok: test:\/\/\/default: libvirt \d+\.\d+\.\d+, virsh \d+\.\d+\.\d+, /),
    sessions: 'ok: 8 at once',
    guests: 'ok: 1 guest, 1 running',
    uplink: expect.stringMatching(/^note: lo does not know its speed/),
    queues: "ok: lo has the kernel's default, noqueue",
  });
  expect(found).not.toHaveProperty('sudo');
  expect(found.tc).toMatch(/^(ok|note): /);
  expect(queues()).toBe(before);
});

test('checkHost tells the rest where libvirt is down', async () => {
  const found = await summary(await subjectBy('test+unix:///default?socket=/nonexistent/libvirt-sock'));

  expect(found).toMatchObject({
    login: expect.stringMatching(/^ok/),
    libvirt: expect.stringMatching(/^wrong: virsh does not get to .*No such file or directory$/),
    events: 'note: not looked at: libvirt does not answer',
    cgroups: expect.stringMatching(/^(ok|wrong): /),
    queues: "ok: lo has the kernel's default, noqueue",
  });
});

test('checkHost finds an sshd that allows too few sessions to a connection', async () => {
  const found = await summary(await subjectBy('test:///default', 'MaxSessions 4'));

  expect(found.sessions).toMatch(/^wrong: sshd refuses \d of 8 sessions at once/);
}, 30_000);
