import { pino } from 'pino';
import { fakeConfig } from '../../src/config.ts';
import { fakeCluster } from '../../src/fake/fake-cluster.ts';
import type { FakeDomain } from '../../src/fake/fake-domain.ts';
import type { FakeHost } from '../../src/fake/fake-host.ts';
import { startNovatuned } from '../../src/novatuned.ts';
import { serverOf } from './api.ts';
import { findNetClass } from './net-class.ts';
import type { World } from './world.ts';

/** A novatune on the in-memory driver, in this process, on a port of its own unless one is named. */
export async function startFakeWorld(port = 0): Promise<World> {
  const hosts = fakeCluster();
  const defaults = fakeConfig();
  const config = { ...defaults, http: { ...defaults.http, port } };
  const novatuned = await startNovatuned(config, pino({ level: 'silent' }), hosts);
  const host = (server: string): FakeHost => hosts.find(({ name }) => name === serverOf(server).host)!;
  const domain = (server: string): FakeDomain => host(server).virsh.domains.get(serverOf(server).id)!;
  return {
    url: novatuned.url,
    kernel: {
      cpuShares: async (server) => domain(server).cpuShares,
      async softLimitBytes(server) {
        const { softLimitKiB } = domain(server);
        return softLimitKiB === 'unlimited' ? undefined : softLimitKiB * 1024;
      },
      ioWeight: async (server) => domain(server).ioWeight,
      memTotalKiB: async (server) => domain(server).actualKiB,
      async netClass(server) {
        const { stdout } = host(server).tc.batch('filter show dev eth1 parent 4e54:\nclass show dev eth1\n');
        return findNetClass(stdout, domain(server).server.mac);
      },
    },
    hardReboot: async (server) => host(server).restart(serverOf(server).id),
    close: () => novatuned.stop(),
  };
}
