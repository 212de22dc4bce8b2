import { describe, expect, test } from 'vitest';
import { judgeEnd, judgeStderr } from '../../../src/compute/virsh-stderr.ts';

// What virsh 9.0 wrote when its libvirtd was killed, restarted and stopped, or its connection cut, word for word.
const lostLine = 'error: Disconnected from qemu:///system due to end of file';
const backLine = 'error: Reconnected to the hypervisor';

describe('judgeStderr', () => {
  test.each([
    ['nothing', '\nerror: '],
    ['a loss between commands, mended before this one', `\n${lostLine}\n${backLine}\nerror: `],
    ['a loss whose lines two threads wrote at once', `\nerror: ${lostLine}\n${backLine}\nerror: `],
    ['a reconnection alone', `\n${backLine}\nerror: `],
    [
      'references that leaked',
      `${backLine}\nerror: One or more references were leaked after disconnect from the hypervisor\n`,
    ],
  ])('finds no failure in %s', (_, text) => {
    expect(judgeStderr(text)).toEqual({ reason: undefined });
  });

  test.each([
    ["\nerror: failed to get domain 'nope'\nerror: ", "error: failed to get domain 'nope'"],
    [`\n${lostLine}\n${backLine}\nerror: unknown command: 'x'\nerror: `, "error: unknown command: 'x'"],
    [
      "error: failed to get domain 'Disconnected from x due to y'\n",
      "error: failed to get domain 'Disconnected from x due to y'",
    ],
    [
      "error: failed to get domain 'failed to connect to the hypervisor'",
      "error: failed to get domain 'failed to connect to the hypervisor'",
    ],
  ])('takes %j for the failure of the command', (text, stderr) => {
    expect(judgeStderr(text)).toEqual({ reason: 'exit', exitCode: 1, stderr });
  });

  test.each([
    'error: Failed to reconnect to the hypervisor\nerror: Failed to connect socket to ...: Connection refused\nerror: ',
    'error: failed to connect to the hypervisor\nerror: End of file while reading data: Input/output error\n',
    'error: Unable to register disconnect callback\nerror: no valid connection\n',
    'error: error: no valid connection\n',
  ])('takes %j for a libvirtd that cannot be reached', (text) => {
    expect(judgeStderr(text)).toMatchObject({ reason: 'unreachable' });
  });

  test.each([
    [
      'the command noticed',
      `${lostLine}\nerror: Failed to list domains\nerror: End of file while reading data: Input/output error\n`,
    ],
    ['only the domain seems to be missing', `${lostLine}\nerror: failed to get domain 'VM1'\n`],
    ['the answer seems to be whole', `\n${lostLine}\nerror: `],
    ['it was only just back', `${lostLine}\n${backLine}\n${lostLine}\n`],
    [
      'the loss itself is not reported yet',
      'error: failed to get domain\nerror: internal error: client socket is closed\n',
    ],
    [
      'libvirtd was silent',
      'error: Failed to list domains\nerror: internal error: connection closed due to keepalive timeout\n',
    ],
  ])('does not trust an answer when the connection was lost under it: %s', (_, text) => {
    expect(judgeStderr(text)).toMatchObject({ reason: 'ended' });
  });
});

describe('judgeEnd', () => {
  test('leaves out that virsh has found no place for its history', () => {
    const end = { host: 'h', argv: ['virsh'] as const, reason: 'exit', exitCode: 1, durationMs: 1 } as const;
    const stderr =
      "error: failed to connect to the hypervisor\nerror: Failed to create '/dev/null/.cache/libvirt/virsh': Not a directory\n";

    expect(judgeEnd(end, stderr, false)).toMatchObject({
      reason: 'unreachable',
      stderr: 'error: failed to connect to the hypervisor',
    });
  });

  const failure = { host: 'compute1', argv: ['env'], reason: 'exit', exitCode: 1, durationMs: 1 } as const;
  const cannotConnect = 'error: failed to connect to the hypervisor\nerror: Connection refused\n';

  test.each([
    ['a virsh that could not connect', failure, cannotConnect, false, 'unreachable'],
    [
      'a virsh that env could not find',
      { ...failure, exitCode: 127 },
      "env: 'virsh': No such file or directory\n",
      false,
      'unreachable',
    ],
    ['a virsh that ended by itself', { ...failure, exitCode: 0 }, '', false, 'ended'],
    ['a virsh that had answered before', failure, cannotConnect, true, 'ended'],
    ['a virsh that was killed', { ...failure, reason: 'ended' as const, signal: 'SIGPIPE' }, '', false, 'ended'],
    ['a host that could not be reached', { ...failure, reason: 'unreachable' as const }, '', false, 'unreachable'],
  ])('judges %s', (_, end, stderr, answered, reason) => {
    expect(judgeEnd(end, stderr, answered)).toMatchObject({ reason, stderr: stderr.trim() });
  });
});
