import type { FakeHostKind } from './fake-domain.ts';
import { FakeHost } from './fake-host.ts';
import { sampleServers } from './servers.ts';

/** The kinds of the lab's hosts: two without systemd on cgroup v1, the second without the blkio controller, and one with systemd on v2. */
const kinds: Readonly<Record<string, FakeHostKind>> = {
  compute1: { cgroup: 'v1', systemd: false, blkio: true, ioScheduler: 'none' },
  compute2: { cgroup: 'v1', systemd: false, blkio: false, ioScheduler: 'none' },
  compute3: { cgroup: 'v2', systemd: true, blkio: true, ioScheduler: 'bfq' },
};

/** The hosts of the in-memory driver, with the lab's servers on them. */
export const fakeCluster = (): FakeHost[] =>
  Object.entries(kinds).map(
    ([name, kind]) => new FakeHost({ name, kind, servers: sampleServers.filter(({ host }) => host === name) }),
  );
