import { describe, expect, test } from 'vitest';
import { fakeCluster } from '../../../src/fake/fake-cluster.ts';
import type { FakeHost } from '../../../src/fake/fake-host.ts';
import { answerProgram } from '../../../src/fake/fake-programs.ts';
import type { Argv } from '../../../src/transport/transport.ts';

const [compute1, , compute3] = fakeCluster() as [FakeHost, FakeHost, FakeHost];

describe('the programs of a fake host', () => {
  test.each([
    ['a program that novatune does not use', ['reboot']],
    ['another form of one that it uses', ['date']],
    ['more arguments', ['date', '+%s', '-u']],
    ['another file', ['cat', '/etc/shadow']],
    ['a NIC that is not there', ['cat', '/sys/class/net/eth9/speed']],
    ['another bridge', ['ip', '-j', '-d', 'link', 'show', 'master', 'br0']],
    ['another path', ['test', '-e', '/tmp']],
    ['arguments of tc that novatune does not use', ['tc', 'qdisc', 'show']],
  ] satisfies [string, Argv][])('refuse %s', (_title, argv) => {
    expect(() => answerProgram(compute1, argv as unknown as Argv, '')).toThrow(/does not know/i);
  });

  test('tell what kind of host it is', () => {
    const systemd = (host: FakeHost) => answerProgram(host, ['test', '-e', '/run/systemd/system'], '').exitCode === 0;
    const fileSystem = (host: FakeHost) => answerProgram(host, ['stat', '-f', '-c', '%T', '/sys/fs/cgroup'], '').stdout;

    expect([systemd(compute1), fileSystem(compute1)]).toEqual([false, 'tmpfs\n']);
    expect([systemd(compute3), fileSystem(compute3)]).toEqual([true, 'cgroup2fs\n']);
  });

  test('tell the scheduler of the disk that its guests are on', () => {
    const scheduler = (host: FakeHost) =>
      answerProgram(host, ['cat', '/sys/dev/block/254:0/queue/scheduler'], '').stdout;

    expect(scheduler(compute1)).toBe('[none] mq-deadline bfq\n');
    expect(scheduler(compute3)).toBe('none mq-deadline [bfq]\n');
  });
});
