import { expect, test } from 'vitest';
import { FakeTc } from '../../../src/fake/fake-tc.ts';

const shape = 'htb rate 39015kbit ceil 80000kbit burst 48768b cburst 100000b quantum 300000 prio 0';

test('FakeTc stops at the line that is refused and keeps what came before', () => {
  const tc = new FakeTc({ eth1: 10_000 });

  const { exitCode, stderr } = tc.batch(
    `qdisc add dev eth1 root handle 4e54: htb default fffe\n# a comment\nclass change dev eth1 classid 4e54:10 ${shape}\nqdisc del dev eth1 root\n`,
  );
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: 'RTNETLINK answers: No such file or directory\nCommand failed -:3\n',
  });
  expect(tc.batch('qdisc show dev eth1').stdout).toContain('qdisc htb 4e54: root');
});

test('FakeTc prints classes as tc does, in detail if asked', () => {
  const tc = new FakeTc({ eth1: 10_000 });
  tc.batch(
    `qdisc add dev eth1 root handle 4e54: htb default fffe\nclass add dev eth1 parent 4e54: classid 4e54:10 ${shape}`,
  );

  expect(tc.run(['-batch', '-'], 'class show dev eth1').stdout).toBe(
    'class htb 4e54:10 root prio 0 rate 39015Kbit ceil 80Mbit burst 48758b cburst 100000b \n',
  );
  expect(tc.run(['-d', '-batch', '-'], 'class show dev eth1').stdout).toBe(
    'class htb 4e54:10 root prio 0 quantum 300000 rate 39015Kbit ceil 80Mbit linklayer ethernet burst 48758b/1 mpu 0b cburst 100000b/1 mpu 0b level 0 \n',
  );
});

test.each([
  'class replace dev eth1 classid 4e54:10 htb rate 1kbit',
  'class add dev eth1 parent 4e54: classid 4e54:10 htb rate 1kbit',
  'qdisc add dev eth1 root handle 4e54: htb default fffe r2q 10',
  'filter show dev eth1',
])('FakeTc refuses to guess what tc would do with: %s', (line) => {
  expect(() => new FakeTc({ eth1: 10_000 }).batch(line)).toThrow('FakeTc does not know');
});

test('FakeTc refuses arguments that novatune does not use', () => {
  expect(() => new FakeTc({ eth1: 10_000 }).run(['-j', '-batch', '-'], '')).toThrow('does not know these arguments');
});

test('FakeTc knows the speed of its devices', () => {
  expect(new FakeTc({ eth1: 10_000 }).speedMbit('eth1')).toBe(10_000);
  expect(new FakeTc({ eth1: 10_000 }).speedMbit('lo')).toBeUndefined();
});
