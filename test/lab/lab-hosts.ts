import { type SampleServer, sampleServers } from '../../src/fake/servers.ts';
import { stateFolder } from './paths.ts';

/** One compute host of the lab. */
export interface LabHost {
  readonly name: string;
  /** `namespace`: lives in namespaces of this machine. `machine`: a whole Debian with systemd, in QEMU. */
  readonly kind: 'namespace' | 'machine';
  /** On the management network, where its sshd listens. */
  readonly address: string;
  /** The network namespace its processes live in: the host itself, or the QEMU that runs it. */
  readonly namespace: string;
  readonly uplink: 'eth1';
  /** The root namespace's end of its management veth. */
  readonly managementLink: string;
  /** cgroup controllers its libvirt is given; undefined: every one. */
  readonly controllers?: readonly string[];
  readonly guests: readonly SampleServer[];
  /** Its part of the lab's state. */
  readonly folder: string;
}

function labHost(number: number, odd: Partial<LabHost> = {}): LabHost {
  const name = `compute${number}`;
  return {
    name,
    kind: 'namespace',
    address: `10.231.0.${10 + number}`,
    namespace: `novatune-${name}`,
    uplink: 'eth1',
    managementLink: `ntm${number}`,
    guests: sampleServers.filter(({ host }) => host === name),
    folder: `${stateFolder}/${name}`,
    ...odd,
  };
}

/** Every host the lab can have; the last one only with `up --systemd`. */
export const labHosts: readonly LabHost[] = [
  labHost(1),
  labHost(2, { controllers: ['cpu', 'devices', 'memory', 'cpuset', 'cpuacct'] }),
  labHost(3, { kind: 'machine' }),
];

export const namespaceHosts = labHosts.filter(({ kind }) => kind === 'namespace');

/** The host with systemd. */
export const machineHost = getLabHost('compute3');

/** @throws {Error} when the lab knows no host of that name; names the ones it knows */
export function getLabHost(name: string): LabHost {
  const host = labHosts.find((candidate) => candidate.name === name);
  if (!host) throw new Error(`The lab has no host "${name}": its hosts are ${listNames(labHosts)}`);
  return host;
}

/** @throws {Error} when the lab knows no guest of that name; names the ones it knows */
export function getLabGuest(name: string): SampleServer {
  const guest = sampleServers.find((candidate) => candidate.name === name);
  if (!guest) throw new Error(`The lab has no guest "${name}": its guests are ${listNames(sampleServers)}`);
  return guest;
}

/** The guest's console, a file on its host; the kernel and the guest's init write there. */
export function consolePath(guest: SampleServer): string {
  return `${getLabHost(guest.host).folder}/guests/${guest.name}.console`;
}

/** The socket on its host behind which a root shell of the guest listens. */
export function shellPath(guest: SampleServer): string {
  return `${getLabHost(guest.host).folder}/guests/${guest.name}.shell`;
}

function listNames(all: readonly { readonly name: string }[]): string {
  return all.map(({ name }) => name).join(', ');
}
