import { type CloudServer, runInServer } from '../lab/openstack/index.ts';
import { findNetClass } from '../world/net-class.ts';
import type { NetClass } from '../world/world.ts';
import { onHostOf } from './cloud.ts';

const noSoftLimit = 2 ** 63 - 4096;

/** What the kernels of host and guest say of a server of Nova's, without asking novatune, Nova or libvirt. */
export const serverKernel = {
  cpuShares: async (server: CloudServer) => Number(await readCgroup(server, 'cpu', 'cpu.shares')),
  async softLimitBytes(server: CloudServer): Promise<number | undefined> {
    const bytes = Number(await readCgroup(server, 'memory', 'memory.soft_limit_in_bytes'));
    return bytes >= noSoftLimit ? undefined : bytes;
  },
  /** Only compute1 has the controller. */
  ioWeight: async (server: CloudServer) =>
    Number(/\d+/.exec(await readCgroup(server, 'blkio', 'blkio.bfq.weight'))?.[0]),
  memTotalKiB: async (server: CloudServer) =>
    Number(/^MemTotal:\s+(\d+) kB/m.exec(await runInServer(server, 'cat /proc/meminfo'))?.[1]),
  /** The HTB class that the server's MAC is sent to. */
  async netClass(server: CloudServer): Promise<NetClass | undefined> {
    const list = 'tc filter show dev eth1 parent 4e54: 2>/dev/null; tc class show dev eth1';
    return findNetClass(await onHostOf(server, 'sh', '-c', list), server.mac);
  },
};

async function readCgroup(server: CloudServer, controller: string, file: string): Promise<string> {
  const path = `/sys/fs/cgroup/${controller}/machine/qemu-*-${server.domain}.libvirt-qemu/${file}`;
  return onHostOf(server, 'sh', '-c', `cat ${path}`);
}
