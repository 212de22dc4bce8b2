import { expect, test } from 'vitest';
import { formatShellLine, withTimeLimit } from '../../../src/transport/ssh-line.ts';

const prefix = 'exec env LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

test.each([
  [['virsh', 'list', '--all'], 'virsh list --all'],
  [['echo', ''], "echo ''"],
  [['echo', 'a b', '$HOME', '`id`', '*', '~', ';reboot'], "echo 'a b' '$HOME' '`id`' '*' '~' ';reboot'"],
  [['echo', "it's"], `echo 'it'\\''s'`],
  [['echo', 'a\nb'], "echo 'a\nb'"],
  [['echo', 'ü'], "echo 'ü'"],
])('formatShellLine quotes %j', (argv, line) => {
  expect(formatShellLine(argv)).toBe(`${prefix} ${line}`);
});

test('formatShellLine refuses a NUL, which no program can be given', () => {
  expect(() => formatShellLine(['echo', 'a\0b'])).toThrow(TypeError);
});

test('withTimeLimit has sudo hand the signal on, and gives it up a second later', () => {
  expect(withTimeLimit(['sudo', '-n', 'tc', '-batch', '-'], 5000)).toEqual([
    'timeout',
    '-s',
    'TERM',
    '-k',
    '1',
    '5',
    'sudo',
    '-n',
    'tc',
    '-batch',
    '-',
  ]);
});

test('withTimeLimit ends the program on its own host, in whole seconds', () => {
  expect(withTimeLimit(['tc', '-batch', '-'], 1500)).toEqual(['timeout', '-s', 'KILL', '2', 'tc', '-batch', '-']);
});
