import type { Argv, Output } from '../transport/transport.ts';
import type { FakeHost } from './fake-host.ts';

export interface Ended extends Output {
  readonly exitCode: number;
}

const printed = (stdout: string): Ended => ({ stdout, stderr: '', exitCode: 0 });
const failed = (stderr: string, exitCode = 1): Ended => ({ stdout: '', stderr, exitCode });

/** The number of the one block device of a fake host. */
const diskNumber = '254:0';

type Program = (host: FakeHost, args: readonly string[], input: string) => Ended;

const programs: Readonly<Record<string, Program>> = {
  date: () => printed(`${Math.floor(Date.now() / 1000)}\n`),
  stat: ({ kind }) => printed(kind.cgroup === 'v2' ? 'cgroup2fs\n' : 'tmpfs\n'),
  test: (host, [, path = '']) => (isThere(host, path) ? printed('') : failed('')),
  cat: (host, [path = '']) => readFile(host, path),
  lsblk: () => failed('lsblk: not a block device\n', 32),
  findmnt: () => printed(`${diskNumber}\n`),
  ip: () => printed(JSON.stringify([{ ifname: 'eth1', linkinfo: { info_kind: 'veth' } }, { ifname: 'vnet1', linkinfo: { info_kind: 'tun' } }])),
  tc: ({ tc }, args, input) => tc.run(args, input),
};

/**
 * Runs a small program on a fake host.
 * @throws {Error} a program that novatune is not known to use
 */
export function answerProgram(host: FakeHost, [program, ...args]: Argv, input: string): Ended {
  const run = programs[program];
  if (run === undefined) throw new Error(`the fake does not know ${program}`);
  return run(host, args, input);
}

function isThere({ kind }: FakeHost, path: string): boolean {
  if (path === '/run/systemd/system') return kind.systemd;
  if (path.endsWith('/io.bfq.weight')) return kind.cgroup === 'v2';
  return false;
}

function readFile({ kind }: FakeHost, path: string): Ended {
  if (path === `/sys/dev/block/${diskNumber}/queue/scheduler`) {
    return printed(`${['none', 'mq-deadline', 'bfq'].map((name) => (name === kind.ioScheduler ? `[${name}]` : name)).join(' ')}\n`);
  }
  if (path === '/sys/class/net/eth1/speed') return printed('10000\n');
  return failed(`cat: ${path}: No such file or directory\n`);
}
