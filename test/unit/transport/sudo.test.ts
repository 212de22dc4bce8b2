import { expect, test } from 'vitest';
import { endingSignal, withSudo } from '../../../src/transport/sudo.ts';
import type { Argv } from '../../../src/transport/transport.ts';

test('withSudo never asks for a password', () => {
  expect(withSudo(['tc', '-batch', '-'])).toEqual(['sudo', '-n', 'tc', '-batch', '-']);
});

test.each<[string, Argv]>([
  ['TERM', ['sudo', '-n', 'tc', '-batch', '-']],
  ['TERM', ['env', 'LC_ALL=C', 'HOME=/dev/null', 'sudo', '-n', 'virsh']],
  ['KILL', ['tc', '-batch', '-']],
  ['KILL', ['env', 'LC_ALL=C', 'virsh', '-c', 'sudo']],
  ['KILL', ['cat', 'sudo']],
])('endingSignal is %s for %j', (signal, argv) => {
  expect(endingSignal(argv)).toBe(signal);
});
