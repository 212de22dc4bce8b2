/** A server as the fake driver and the lab both start it: the thesis's Figure 5.1 on the first host, the odd cases on the others. */
export interface SampleServer {
  readonly name: string;
  readonly id: string;
  readonly projectId: string;
  readonly userId: string;
  readonly host: string;
  readonly mac: string;
  readonly ip: string;
  /** Memory the domain is defined with, in MiB: its flavor's, and so its maximum. */
  readonly memoryMiB: number;
  /** False: the balloon device is there, but nothing in the guest drives it. */
  readonly balloonDriver: boolean;
  readonly running: boolean;
}

const user1 = { projectId: 'd1e5a0b0c4f84a6e9a0f5b1c2d3e4f01', userId: '1b0f6c1e7d2a4c5f8e9d0a1b2c3d4e5f' } as const;
const user2 = { projectId: 'd1e5a0b0c4f84a6e9a0f5b1c2d3e4f02', userId: '2b0f6c1e7d2a4c5f8e9d0a1b2c3d4e5f' } as const;

function sample(
  number: number,
  host: string,
  owner: { projectId: string; userId: string },
  odd: Partial<SampleServer> = {},
): SampleServer {
  return {
    name: `VM${number}`,
    id: `a0000000-0000-4000-8000-00000000000${number}`,
    ...owner,
    host,
    mac: `fa:16:3e:00:00:0${number}`,
    ip: `10.88.0.${10 + number}`,
    memoryMiB: 256,
    balloonDriver: true,
    running: true,
    ...odd,
  };
}

/** The servers of the lab and of the fake driver; the host `compute3` has systemd and cgroup v2. */
export const sampleServers: readonly SampleServer[] = [
  sample(1, 'compute1', user1),
  sample(2, 'compute1', user1),
  sample(3, 'compute1', user2),
  sample(4, 'compute2', user1),
  sample(5, 'compute2', user1, { balloonDriver: false }),
  sample(6, 'compute2', user1, { running: false }),
  sample(7, 'compute3', user2),
];
