import { execOnHost, lastMemTotalKiB } from '../lab/index.ts';
import { serverOf } from './api.ts';
import { findNetClass } from './net-class.ts';
import type { Kernel, NetClass } from './world.ts';

/** Where the kernel keeps a guest's numbers: on cgroup v1 by controller, on v2 under systemd's scope for it. */
const v1 = (controller: string, server: string, file: string): string =>
  `/sys/fs/cgroup/${controller}/machine/qemu-*-${server}.libvirt-qemu/${file}`;
const v2 = (server: string, file: string): string =>
  `/sys/fs/cgroup/machine.slice/machine-qemu*${server}.scope/${file}`;

const noLimitV1 = 2 ** 63 - 4096;

/** The lab's kernels, read by files and tc on the hosts themselves. */
export const labKernel: Kernel = {
  cpuShares: async (server) => Number(await read(server, v1('cpu', server, 'cpu.shares'), v2(server, 'cpu.weight'))),
  async softLimitBytes(server) {
    const text = await read(
      server,
      v1('memory', server, 'memory.soft_limit_in_bytes'),
      v2(server, 'libvirt/memory.high'),
    );
    return text === 'max' || Number(text) >= noLimitV1 ? undefined : Number(text);
  },
  async ioWeight(server) {
    const text = await read(server, v1('blkio', server, 'blkio.bfq.weight'), v2(server, 'io.bfq.weight'));
    return Number(/\d+/.exec(text)?.[0]);
  },
  memTotalKiB: (server) => lastMemTotalKiB(server),
  netClass: readNetClass,
};

/** Reads whichever of the files is there. */
async function read(server: string, ...globs: string[]): Promise<string> {
  const { stdout, stderr } = await execOnHost(serverOf(server).host, ['sh', '-c', `cat ${globs.join(' ')}`]);
  if (stdout.trim() === '') throw new Error(`nothing to read of ${server}: ${stderr}`);
  return stdout.trim();
}

async function readNetClass(server: string): Promise<NetClass | undefined> {
  const { stdout } = await execOnHost(serverOf(server).host, ['tc', '-batch', '-'], {
    input: 'filter show dev eth1 parent 4e54:\nclass show dev eth1\n',
  });
  return findNetClass(stdout, serverOf(server).mac);
}
