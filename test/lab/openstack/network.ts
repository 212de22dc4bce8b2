import { type Access, ask, logInAsAdmin } from './cloud-api.ts';
import { catalog, physicalNetwork } from './layout.ts';

const neutronUrl = `${catalog.neutron.url}/v2.0`;
const networkName = 'lab';

/** The network outside the hosts, where the sink is. A guest takes its address from its card's: see guest-init.sh. */
export const networkPrefix = '10.88.0';

interface Identified {
  readonly id: string;
}

/** Makes the network that all projects share, unless it is there. */
export async function ensureCloudNetwork(admin: Access): Promise<void> {
  // The very first question but one to a fresh neutron-server fails once if it is about ports: this is the one before.
  if ((await findNetwork(admin)) !== undefined) return;
  const { network } = await ask<{ network: Identified }>(admin, 'POST', `${neutronUrl}/networks`, {
    network: {
      name: networkName,
      shared: true,
      port_security_enabled: false,
      'provider:network_type': 'flat',
      'provider:physical_network': physicalNetwork,
    },
  });
  const subnet = { network_id: network.id, name: networkName, ip_version: 4, cidr: `${networkPrefix}.0/24` };
  const pool = { allocation_pools: [{ start: `${networkPrefix}.50`, end: `${networkPrefix}.250` }] };
  await ask(admin, 'POST', `${neutronUrl}/subnets`, {
    subnet: { ...subnet, ...pool, gateway_ip: null, enable_dhcp: false },
  });
}

/**
 * Makes a port for a server of a project. The last byte of its MAC address is that of its IP address: nobody tells the
 * guest.
 * @param number the last byte, from 50
 */
export async function makePort(admin: Access, projectId: string, name: string, number: number): Promise<string> {
  const network = await findNetwork(admin);
  if (network === undefined) throw new Error('The cloud has no network yet');
  const { port } = await ask<{ port: Identified }>(admin, 'POST', `${neutronUrl}/ports`, {
    port: {
      name,
      network_id: network.id,
      project_id: projectId,
      mac_address: `fa:16:3e:4e:54:${number.toString(16).padStart(2, '0')}`,
      fixed_ips: [{ ip_address: `${networkPrefix}.${number}` }],
    },
  });
  return port.id;
}

/** The ports of a server. */
export async function listPorts(admin: Access, serverId: string): Promise<string[]> {
  const url = `${neutronUrl}/ports?device_id=${serverId}`;
  const { ports } = await ask<{ ports: Identified[] }>(admin, 'GET', url);
  return ports.map(({ id }) => id);
}

export async function deletePort(admin: Access, id: string): Promise<void> {
  await ask(admin, 'DELETE', `${neutronUrl}/ports/${id}`);
}

/** Whether the agent of a host has reported lately. */
export async function isAgentAlive(host: string): Promise<boolean> {
  const admin = await logInAsAdmin();
  const { agents } = await ask<{ agents: { alive: boolean }[] }>(admin, 'GET', `${neutronUrl}/agents?host=${host}`);
  return agents.some(({ alive }) => alive);
}

async function findNetwork(admin: Access): Promise<Identified | undefined> {
  const { networks } = await ask<{ networks: Identified[] }>(
    admin,
    'GET',
    `${neutronUrl}/networks?name=${networkName}`,
  );
  return networks[0];
}
