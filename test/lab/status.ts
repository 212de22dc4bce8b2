import { consolePath, type LabHost, machineHost, namespaceHosts } from './lab-hosts.ts';
import { findLabRecord, type LabParts } from './lab-record.ts';
import { findHolder } from './namespace-host.ts';
import { findProcessesIn } from './namespace-processes.ts';
import { type CloudStatus, cloudStatus } from './openstack/cloud-status.ts';
import { configPath } from './paths.ts';

/** What `status --json` prints. */
export interface LabStatus {
  readonly hosts: readonly LabHostStatus[];
  /** The configuration with which novatuned serves exactly these hosts. */
  readonly config: string;
  /** The OpenStack of `up --openstack`; null without. */
  readonly cloud: CloudStatus | null;
}

export interface LabHostStatus {
  readonly name: string;
  /** Where its sshd listens, port 22. */
  readonly address: string;
  /** Its network namespace; null for the host with systemd, a machine of its own. */
  readonly namespace: string | null;
  readonly uplink: string;
  /** The lab's own; a host of the cloud has none. */
  readonly guests: readonly LabGuestStatus[];
}

export interface LabGuestStatus {
  readonly name: string;
  readonly id: string;
  readonly project: string;
  readonly mac: string;
  readonly ip: string;
  /** A file on its host with what the guest has said. */
  readonly console: string;
}

/** The lab that is up; undefined when it is down or one of its hosts is. */
export async function labStatus(): Promise<LabStatus | undefined> {
  const record = await findLabRecord();
  if (!record) return undefined;
  const hosts = record.withMachine ? [...namespaceHosts, machineHost] : namespaceHosts;
  const alive = await Promise.all(hosts.map(isAlive));
  if (!alive.every(Boolean)) return undefined;
  const cloud = record.withCloud ? ((await cloudStatus()) ?? null) : null;
  return { hosts: hosts.map((host) => describeHost(host, record)), config: configPath, cloud };
}

async function isAlive(host: LabHost): Promise<boolean> {
  if (host.kind === 'namespace') return (await findHolder(host)) !== undefined;
  return (await findProcessesIn(host.namespace)).length > 0;
}

function describeHost(host: LabHost, { withCloud }: LabParts): LabHostStatus {
  const guests = withCloud && host.kind === 'namespace' ? [] : host.guests;
  return {
    name: host.name,
    address: host.address,
    namespace: host.kind === 'namespace' ? host.namespace : null,
    uplink: host.uplink,
    guests: guests.map((guest) => ({
      name: guest.name,
      id: guest.id,
      project: guest.projectId,
      mac: guest.mac,
      ip: guest.ip,
      console: consolePath(guest),
    })),
  };
}
