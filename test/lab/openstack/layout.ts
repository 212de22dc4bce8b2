/**
 * test/lab/openstack: a real Keystone, Placement, Glance, Neutron and Nova for the lab (`up --openstack`). Imports the rest of
 * test/lab/, and is imported there by bring-up, take-down and status only. Start at ensure-cloud.ts.
 */
import { createHash } from 'node:crypto';
import { rootAddress } from '../network.ts';
import { cacheFolder, stateFolder } from '../paths.ts';

/** Everything the cloud consists of, but for what its guests are on their hosts; gone after `down`. */
export const cloudFolder = `${stateFolder}/openstack`;

/** What is dear to make: the databases as the services' own tools fill them. */
export const cloudCacheFolder = `${cacheFolder}/openstack`;

/** The password of every user of the cloud. It guards nothing: the cloud listens on this machine's own addresses only. */
export const cloudPassword = 'novatune-lab-password';

export const region = 'RegionOne';

/** Neutron's word for what the hosts' uplinks are joined by. */
export const physicalNetwork = 'outside';

/** Where the callers of this machine reach the cloud. */
const loopback = '127.0.0.1';

/** Where nova-compute reaches it as well, from the network namespace of its host. */
export const managementAddress = rootAddress;

export const ports = {
  keystone: 5000,
  placement: 8778,
  glance: 9292,
  neutron: 9696,
  nova: 8774,
  proxy: 9774,
  rabbitmq: 5672,
} as const;

const at = (address: string, port: number): string => `http://${address}:${port}`;

/** What uWSGI listens on: both addresses, where a service of the hosts asks it as well. */
export const listenOnBoth = (port: number): string[] =>
  [loopback, managementAddress].flatMap((address) => ['--http-socket', `${address}:${port}`]);

/** Where the services of this machine and those of the hosts find Keystone. */
export const keystoneUrl = `${at(loopback, ports.keystone)}/v3`;
export const keystoneUrlForServices = `${at(managementAddress, ports.keystone)}/v3`;

/** Where novatuned listens if it serves the whole cloud. */
export const proxyUrl = `${at(loopback, ports.proxy)}/v2.1`;

/** One service of the catalog. */
export interface CatalogEntry {
  readonly name: string;
  readonly type: string;
  readonly url: string;
  /** Where the other services find it, unless that is the same. */
  readonly internalUrl?: string;
}

export const catalog = {
  keystone: { name: 'keystone', type: 'identity', url: keystoneUrl, internalUrl: keystoneUrlForServices },
  nova: { name: 'nova', type: 'compute', url: `${at(loopback, ports.nova)}/v2.1` },
  placement: {
    name: 'placement',
    type: 'placement',
    url: at(loopback, ports.placement),
    internalUrl: at(managementAddress, ports.placement),
  },
  // These two can listen on one address only, and nova-compute has to reach it.
  glance: { name: 'glance', type: 'image', url: at(managementAddress, ports.glance) },
  neutron: { name: 'neutron', type: 'network', url: at(managementAddress, ports.neutron) },
  novatune: { name: 'novatune', type: 'libvirt-resources', url: proxyUrl },
} as const satisfies Record<string, CatalogEntry>;

/** A folder or file of the cloud. */
export const cloudPath = (path: string): string => `${cloudFolder}/${path}`;

/** A key that Fernet takes, always the same for the same word. */
export const fernetKey = (word: string): string =>
  createHash('sha256').update(word).digest('base64').replaceAll('+', '-').replaceAll('/', '_');
