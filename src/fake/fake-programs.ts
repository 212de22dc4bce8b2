import type { Argv, Output } from '../transport/transport.ts';
import type { FakeHost } from './fake-host.ts';

export interface Ended extends Output {
  readonly exitCode: number;
}

const printed = (stdout: string): Ended => ({ stdout, stderr: '', exitCode: 0 });
const failed = (stderr: string, exitCode = 1): Ended => ({ stdout: '', stderr, exitCode });

/** The number of the one block device of a fake host. */
const diskNumber = '254:0';
/** The NIC is the one port of the bridge that is no guest's tap. */
const links = [
  { ifname: 'eth1', linkinfo: { info_kind: 'veth' } },
  { ifname: 'vnet1', linkinfo: { info_kind: 'tun' } },
];

type Program = (host: FakeHost, path: string) => Ended;

/** Every form of command line that novatune uses, as one text. */
const programs: readonly (readonly [form: RegExp, run: Program])[] = [
  [/^date \+%s$/, () => printed(`${Math.floor(Date.now() / 1000)}\n`)],
  [/^sh -c for program do command -v .+ done sh (.+)$/, () => printed('')],
  [/^tc -V$/, () => printed('tc utility, iproute2-6.1.0, libbpf 1.1.2\n')],
  [/^grep -qw u32_classify \/proc\/kallsyms$/, () => printed('')],
  [/^stat -f -c %T \/sys\/fs\/cgroup$/, ({ kind }) => printed(kind.cgroup === 'v2' ? 'cgroup2fs\n' : 'tmpfs\n')],
  [/^test -e (\/.+)$/, (host, path) => (isThere(host, path) ? printed('') : failed(''))],
  [/^cat (\/.+)$/, readFile],
  [/^ls (\/.+)$/, (_host, path) => failed(`ls: cannot access '${path}': No such file or directory\n`, 2)],
  [/^lsblk -dno MAJ:MIN (\/.+)$/, (_host, path) => failed(`lsblk: ${path}: not a block device\n`, 32)],
  [/^findmnt -no MAJ:MIN -T (\/.+)$/, () => printed(`${diskNumber}\n`)],
  [/^ip -j -d link show master br100$/, () => printed(JSON.stringify(links))],
];

/**
 * Runs a small program on a fake host.
 * @throws {Error} a command line that novatune is not known to use: the fake refuses what it does not know
 */
export function answerProgram(host: FakeHost, [program, ...args]: Argv, input: string): Ended {
  if (program === 'tc' && args[0] !== '-V') return host.tc.run(args, input);
  const line = [program, ...args].join(' ');
  for (const [form, run] of programs) {
    const match = form.exec(line);
    if (match !== null) return run(host, match[1] ?? '');
  }
  throw new Error(`the fake does not know ${line}`);
}

/** Of a kernel with cgroup v1: name, hierarchy, number of groups, enabled. */
const kernelGroups = (blkio: boolean): string =>
  `#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t1\t8\t1\nmemory\t4\t8\t1\nblkio\t${blkio ? 7 : 0}\t8\t1\n`;

function isThere({ kind, tc }: FakeHost, path: string): boolean {
  const device = /^\/sys\/class\/net\/([^/]+)$/.exec(path)?.[1];
  if (device !== undefined) return tc.speedMbit(device) !== undefined;
  if (path === '/run/systemd/system') return kind.systemd;
  if (path === '/sys/fs/cgroup/machine.slice/io.bfq.weight') return kind.cgroup === 'v2';
  throw new Error(`the fake does not know whether ${path} exists`);
}

function readFile({ kind, tc }: FakeHost, path: string): Ended {
  if (path === `/sys/dev/block/${diskNumber}/queue/scheduler`) {
    const names = ['none', 'mq-deadline', 'bfq'].map((name) => (name === kind.ioScheduler ? `[${name}]` : name));
    return printed(`${names.join(' ')}\n`);
  }
  if (path === `/sys/dev/block/${diskNumber}/uevent`) return printed('MAJOR=254\nMINOR=0\nDEVNAME=vda\nDEVTYPE=disk\n');
  if (path === '/proc/cgroups') return printed(kernelGroups(kind.blkio));
  if (path === '/sys/fs/cgroup/cgroup.controllers') return printed('cpuset cpu io memory hugetlb pids\n');
  const device = /^\/sys\/class\/net\/(.+)\/speed$/.exec(path)?.[1];
  const speed = device === undefined ? undefined : tc.speedMbit(device);
  if (speed !== undefined) return printed(`${speed}\n`);
  throw new Error(`the fake does not know the file ${path}`);
}
