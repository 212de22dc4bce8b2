import { expect, test } from 'vitest';
import { hasQdisc, probeLeaf } from '../../../src/compute/tc-leaf.ts';
import { FakeTc } from '../../../src/fake/fake-tc.ts';
import { CommandFailed } from '../../../src/transport/transport.ts';
import { fakeWorld } from '../../integration/tc/fake-world.ts';
import { answeringTransport, timeoutMs } from '../../integration/tc/world.ts';

test.each([
  ['fq_codel', ['htb', 'fq_codel', 'sfq', 'pfifo']],
  ['sfq', ['htb', 'sfq', 'pfifo']],
  ['pfifo', ['htb', 'pfifo']],
])('probeLeaf finds %s where the kernel has %j', async (leaf, kinds) => {
  const { transport } = fakeWorld(new FakeTc({ uplink: 100 }, { kinds }));

  expect(await probeLeaf(transport, timeoutMs)).toBe(leaf);
});

test('probeLeaf takes an answer without an error, as of an old kernel, for yes', async () => {
  const transport = answeringTransport(() => ({ stdout: '', stderr: '', exitCode: 0 }));

  expect(await probeLeaf(transport, timeoutMs)).toBe('fq_codel');
});

test.each([
  ['yes', ['htb', 'pfifo']],
  ['no', ['pfifo']],
])('hasQdisc says %s of htb where the kernel has %j', async (answer, kinds) => {
  const { transport } = fakeWorld(new FakeTc({ uplink: 100 }, { kinds }));

  expect(await hasQdisc(transport, 'htb', timeoutMs)).toBe(answer);
});

test('hasQdisc says when the user may not ask', async () => {
  const stderr = 'RTNETLINK answers: Operation not permitted\nCommand failed -:1\n';
  const transport = answeringTransport(() => ({ stdout: '', stderr, exitCode: 1 }));

  expect(await hasQdisc(transport, 'htb', timeoutMs)).toBe('forbidden');
});

test('probeLeaf does not take a host that cannot be reached for one without queues', async () => {
  const failure = new CommandFailed({ host: 'test', argv: ['tc'], reason: 'unreachable', durationMs: 1 });
  const transport = answeringTransport(() => Promise.reject(failure));

  await expect(probeLeaf(transport, timeoutMs)).rejects.toBe(failure);
});
