import { describe, expect, test } from 'vitest';
import { explain, explainUnknownOutcome } from '../../../src/compute/explain.ts';
import { Fault } from '../../../src/faults.ts';
import { failed, uuid } from './scripted-host.ts';

describe('explain', () => {
  test.each([
    ["error: failed to get domain 'x'", 'serverNotFound', 'could not be found'],
    ['error: Domain not found: no domain with matching uuid', 'serverNotFound', 'could not be found'],
    ['error: Requested operation is not valid: domain is not running', 'serverNotRunning', 'is not running'],
    ['error: operation failed: domain is no longer running', 'serverNotRunning', 'is not running'],
    ['error: internal error: End of file from qemu monitor', 'serverNotRunning', 'is not running'],
    ['error: internal error: qemu unexpectedly closed the monitor', 'serverNotRunning', 'is not running'],
    ["error: Requested operation is not valid: blkio cgroup isn't mounted", 'notSupported', 'controller'],
    ['error: Requested operation is not valid: cgroup CPU controller is not mounted', 'notSupported', 'controller'],
    ['error: Requested operation is not valid: cgroup memory controller is not mounted', 'notSupported', 'controller'],
    ['error: blkio weight is valid only for bfq or cfq scheduler', 'notSupported', 'controller'],
    ['error: Operation not supported: Memory tuning is not available in session mode', 'notSupported', 'controller'],
    [
      'error: Unable to change memory of active domain without the balloon device and guest OS balloon driver',
      'notSupported',
      'no balloon device',
    ],
    ['error: invalid argument: cannot set memory higher than max memory', 'limitOutOfRange', 'out of range'],
    ["error: invalid argument: shares '1' must be in range [2, 262144]", 'limitOutOfRange', 'out of range'],
    [
      "error: Unable to write to '/sys/fs/cgroup/machine.slice/cpu.weight': Numerical result out of range",
      'limitOutOfRange',
      'out of range',
    ],
    [
      'error: Timed out during operation: cannot acquire state change lock (held by monitor=remoteDispatchDomainBlockStats)',
      'hostUnavailable',
      'busy with another operation',
    ],
    ['error: failed to connect to the hypervisor', 'hostUnavailable', 'does not answer'],
    ['error: End of file while reading data: Input/output error', 'hostUnavailable', 'does not answer'],
  ])('knows what %j means', (stderr, kind, said) => {
    const failure = failed('exit', stderr);

    const fault = explain(failure, uuid);

    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({ kind, message: expect.stringContaining(said), cause: failure });
    expect((fault as Fault).message).toContain(uuid);
  });

  test.each(['timeout', 'ended', 'unreachable'] as const)('takes %s for a host that does not answer', (reason) => {
    expect(explain(failed(reason, 'whatever'), uuid)).toMatchObject({ kind: 'hostUnavailable' });
  });

  test('knows what tc means, too', () => {
    const failure = failed('exit', 'Error: Specified qdisc kind is unknown.\nCommand failed -:1\n', [
      'tc',
      '-batch',
      '-',
    ]);

    expect(explain(failure, uuid)).toMatchObject({ kind: 'notSupported', cause: failure });
  });

  test('knows that tc may not change queues', () => {
    const failure = failed('exit', 'RTNETLINK answers: Operation not permitted\nCommand failed -:1\n', ['tc']);

    expect(explain(failure, uuid)).toMatchObject({
      kind: 'notSupported',
      message: "novatune has no right to change the network queues of this server's host",
    });
  });

  test('leaves what nobody knows as it is: a bug', () => {
    const failure = failed('exit', 'error: internal error: something new');
    const bug = new TypeError('undefined is not a function');

    expect(explain(failure, uuid)).toBe(failure);
    expect(explain(bug, uuid)).toBe(bug);
  });

  test('leaves a fault as it is', () => {
    const fault = new Fault('memoryInUse', 'Cannot');

    expect(explain(fault, uuid)).toBe(fault);
  });

  test.each([
    'exit',
    'timeout',
    'ended',
    'unreachable',
  ] as const)('never says stderr, argv or the name of the host to the caller (%s)', (reason) => {
    const stderr = 'error: Unable to write to /sys/secret: Numerical result out of range';
    const { message } = explain(failed(reason, stderr, ['virsh', 'secret-argument']), uuid) as Fault;

    expect(message).not.toMatch(/secret|error:|virsh/);
  });
});

describe('explainUnknownOutcome', () => {
  test.each(['timeout', 'ended'] as const)('tells to read back what had no answer (%s)', (reason) => {
    expect(explainUnknownOutcome(failed(reason), uuid)).toMatchObject({
      kind: 'hostUnavailable',
      message: expect.stringContaining('unknown, read it back'),
    });
  });

  test.each(['exit', 'unreachable'] as const)('has nothing to say of what did not happen (%s)', (reason) => {
    const failure = failed(reason);

    expect(explainUnknownOutcome(failure, uuid)).toBe(failure);
  });
});
