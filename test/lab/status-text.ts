import { readDomainStates } from './host-guests.ts';
import { getLabHost } from './lab-hosts.ts';
import { formatCloudStatus } from './openstack/cloud-status.ts';
import type { LabHostStatus, LabStatus } from './status.ts';

/** The status for people, with what each host's libvirt says of its guests. */
export async function formatStatus({ hosts, config, cloud }: LabStatus): Promise<string> {
  const parts = await Promise.all(hosts.map(formatHost));
  return `${parts.join('')}${cloud ? formatCloudStatus(cloud) : ''}config ${config}\n`;
}

async function formatHost({ name, address, namespace, guests }: LabHostStatus): Promise<string> {
  const states = await readDomainStates(getLabHost(name)).catch(() => new Map<string, string>());
  const rows = guests.map(
    (guest) => `  ${guest.name}  ${guest.id}  ${guest.ip}  ${states.get(guest.name) ?? 'unknown'}\n`,
  );
  return `${name}  ${address}  ${namespace ?? 'a machine of its own'}\n${rows.join('')}`;
}
