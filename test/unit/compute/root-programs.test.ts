import { describe, expect, test } from 'vitest';
import { elevated, explainSudo, isSudoRefusal } from '../../../src/compute/root-programs.ts';
import { failed } from './scripted-host.ts';

describe('elevated', () => {
  test.each([
    [['tc', 'virsh'] as const, ['tc', '-batch', '-'], ['sudo', '-n', 'tc', '-batch', '-']],
    [['tc'] as const, ['tc', '-batch', '-'], ['sudo', '-n', 'tc', '-batch', '-']],
    [[] as const, ['tc', '-batch', '-'], ['tc', '-batch', '-']],
    [['tc'] as const, ['tc', '-d', '-batch', '-'], ['tc', '-d', '-batch', '-']],
    [['tc', 'virsh'] as const, ['cat', '/proc/cgroups'], ['cat', '/proc/cgroups']],
  ])('where sudo runs %j: %j', (bySudo, [program = '', ...args], argv) => {
    expect(elevated([program, ...args], bySudo)).toEqual(argv);
  });
});

describe('isSudoRefusal', () => {
  test.each([
    'sudo: a password is required\n',
    'sudo: sorry, you must have a tty to run sudo\n',
    'sudo: tc: command not found\n',
    "Sorry, user novatune is not allowed to execute '/usr/sbin/tc -batch -' as root on compute1.\n",
    'novatune is not in the sudoers file.\n',
    'sudo: unable to resolve host compute1: Name or service not known\nsudo: a password is required\n',
  ])('knows %j', (stderr) => {
    expect(isSudoRefusal(stderr)).toBe(true);
  });

  test.each([
    '',
    'sudo: unable to resolve host compute1: Name or service not known\n',
    'sudo: unable to resolve host compute1: Name or service not known\nRTNETLINK answers: File exists\nCommand failed -:3\n',
    'error: failed to get domain\n',
  ])('does not take %j for one: the program may have run', (stderr) => {
    expect(isSudoRefusal(stderr)).toBe(false);
  });
});

describe('explainSudo', () => {
  test('makes a refusal a program that was never started, and says where the lines are', () => {
    const refusal = failed('exit', 'sudo: a password is required\n', ['sudo', '-n', 'tc', '-batch', '-']);

    expect(explainSudo(refusal)).toMatchObject({
      reason: 'unreachable',
      cause: {
        message:
          "sudo refuses tc -batch - (sudo: a password is required): its host's sudoers must have the lines of docs/how-to/hosts.md",
      },
    });
  });

  test.each([
    failed('exit', 'RTNETLINK answers: File exists\nCommand failed -:3\n', ['sudo', '-n', 'tc', '-batch', '-']),
    failed('exit', 'sudo: a password is required\n', ['cat', '/etc/motd']),
    failed('timeout', '', ['sudo', '-n', 'tc', '-batch', '-']),
    new TypeError('a bug'),
  ])('leaves everything else as it is', (error) => {
    expect(explainSudo(error)).toBe(error);
  });
});
