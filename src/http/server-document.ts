import { createHash } from 'node:crypto';
import type { components } from '#openapi';
import type { Caller } from '../identity/caller.ts';
import type { FixedAddress, Server, VmState } from '../inventory/server.ts';
import type { Links } from './links.ts';

type ServerDocument = components['schemas']['Server'];
type ServerSummary = components['schemas']['ServerSummary'];

/** Nova's status, and its power state as a number, of what libvirt's states tell apart. @see nova/objects/fields.py InstancePowerState */
const states: Readonly<Partial<Record<VmState, readonly [status: ServerDocument['status'], powerState: number]>>> = {
  active: ['ACTIVE', 1],
  paused: ['PAUSED', 3],
  suspended: ['SUSPENDED', 4],
  stopped: ['SHUTOFF', 4],
  error: ['ERROR', 6],
};

/** A server in a list. */
export function summarise({ id, name }: Server, links: Links): ServerSummary {
  return { id, name, links: links.both(`servers/${id}`) };
}

/** A server in full, as far as its compute host knows it; what tells of the host itself is for admins. */
export function describe(server: Server, caller: Caller, links: Links): ServerDocument {
  const [status, powerState] = states[server.state] ?? ['UNKNOWN', 0];
  const flavorId = server.flavor.id ?? server.flavor.name;
  return {
    ...summarise(server, links),
    status,
    tenant_id: server.projectId,
    user_id: server.userId,
    hostId: hostIdOf(server),
    flavor: { id: flavorId, links: links.bookmark(`flavors/${encodeURIComponent(flavorId)}`) },
    created: server.createdAt,
    addresses: addressesOf(server.addresses),
    ...(caller.isAdmin ? hostOf(server) : {}),
    'OS-EXT-STS:task_state': null,
    'OS-EXT-STS:vm_state': server.state,
    'OS-EXT-STS:power_state': powerState,
  };
}

/** Tells a tenant which of its servers share a host, and nothing else. @see nova/objects/instance.py _generate_hostid */
const hostIdOf = ({ projectId, hostName = '' }: Server): string =>
  createHash('sha224')
    .update(projectId + hostName)
    .digest('hex');

const hostOf = ({ hostName = '', domainName = '' }: Server) => ({
  'OS-EXT-SRV-ATTR:host': hostName,
  'OS-EXT-SRV-ATTR:instance_name': domainName,
  'OS-EXT-SRV-ATTR:hypervisor_hostname': hostName,
});

function addressesOf(addresses: readonly FixedAddress[]): ServerDocument['addresses'] {
  if (addresses.length === 0) return {};
  const network = addresses.map(({ address, version, mac }) => ({
    version,
    addr: address,
    'OS-EXT-IPS:type': 'fixed',
    'OS-EXT-IPS-MAC:mac_addr': mac,
  }));
  return { private: network };
}
