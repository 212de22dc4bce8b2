import { z } from 'zod';
import type { FixedAddress, Server } from './server.ts';
import { parseVmState } from './vm-state.ts';

/** What Nova says of a server, and of where it runs. */
export interface NovaServer extends Omit<Server, 'getDomain' | 'askAgain'> {
  /** libvirt's own name for the host; Nova's name for it may be another. */
  readonly hypervisorHostname: string | undefined;
}

const named = z
  .string()
  .nullable()
  .transform((name) => (name === null || name === '' ? undefined : name));

const address = z.object({
  addr: z.string(),
  version: z.union([z.literal(4), z.literal(6)]),
  'OS-EXT-IPS-MAC:mac_addr': z.string().default(''),
});

/** A server's document, from microversion 2.9 on; what is not here is of no use to us. @see nova/api/openstack/compute/views/servers.py */
const server = z.object({
  id: z.string(),
  name: z.string(),
  tenant_id: z.string(),
  user_id: z.string(),
  created: z.string(),
  flavor: z.object({ id: z.string().optional(), original_name: z.string().default('') }),
  // Shown by nobody; no reason to lose a server.
  addresses: z.record(z.string(), z.array(address)).catch({}),
  locked: z.boolean(),
  'OS-EXT-STS:vm_state': z.string(),
  'OS-EXT-STS:task_state': named,
  'OS-EXT-SRV-ATTR:host': named,
  'OS-EXT-SRV-ATTR:hypervisor_hostname': named,
  'OS-EXT-SRV-ATTR:instance_name': named,
});

/** Whether a server's document tells where it runs: Nova leaves that out for logins that are no admin's. */
export const tellsHost = (document: unknown): boolean =>
  typeof document === 'object' && document !== null && 'OS-EXT-SRV-ATTR:host' in document;

/**
 * Reads the `server` of an answer of Nova's.
 * @throws {Error} it is none, or without what only admins are told
 */
export function parseNovaServer(document: unknown): NovaServer {
  const parsed = server.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`not a server of Nova's: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { data } = parsed;
  return {
    id: data.id,
    name: data.name,
    projectId: data.tenant_id,
    userId: data.user_id,
    flavor: { id: data.flavor.id, name: data.flavor.original_name },
    createdAt: data.created,
    addresses: Object.values(data.addresses).flat().map(fixedAddress),
    state: parseVmState(data['OS-EXT-STS:vm_state']),
    taskState: data['OS-EXT-STS:task_state'],
    isLocked: data.locked,
    hostName: data['OS-EXT-SRV-ATTR:host'],
    hypervisorHostname: data['OS-EXT-SRV-ATTR:hypervisor_hostname'],
    domainName: data['OS-EXT-SRV-ATTR:instance_name'],
  };
}

const fixedAddress = ({ addr, version, 'OS-EXT-IPS-MAC:mac_addr': mac }: z.output<typeof address>): FixedAddress => ({
  address: addr,
  version,
  mac,
});
