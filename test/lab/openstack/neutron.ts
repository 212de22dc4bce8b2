import type { LabHost } from '../lab-hosts.ts';
import { controllerName } from './controller.ts';
import { answersHttp, type Daemon } from './daemons.ts';
import type { Ini } from './ini.ts';
import { catalog, cloudPath, managementAddress, physicalNetwork, ports } from './layout.ts';
import { isAgentAlive } from './network.ts';
import { authToken, brokerUrl, configPath, credentials, databaseUrl, oslo, type Service } from './service.ts';

const files = (names: readonly string[]): string[] => names.flatMap((name) => ['--config-file', configPath(name)]);
const serverFiles = files(['neutron.conf', 'neutron-ml2.conf']);

export const neutron: Service = {
  files: {
    'neutron.conf': {
      ...common(controllerName),
      database: { connection: databaseUrl('neutron') },
      nova: credentials('nova'),
      keystone_authtoken: authToken('neutron', 'neutron'),
    },
    'neutron-ml2.conf': {
      ml2: {
        type_drivers: 'flat',
        tenant_network_types: '',
        mechanism_drivers: 'linuxbridge',
        extension_drivers: 'port_security',
      },
      ml2_type_flat: { flat_networks: physicalNetwork },
      securitygroup: { enable_security_group: false, firewall_driver: 'noop' },
    },
  },
  databases: ['neutron'],
  fill: [['neutron-db-manage', ...serverFiles, 'upgrade', 'heads']],
  daemons: [
    {
      name: 'neutron-server',
      argv: ['neutron-server', ...serverFiles],
      isReady: () => answersHttp(catalog.neutron.url),
    },
  ],
};

/** Configuration of a host's agent. */
export const agentFiles = (host: LabHost): Readonly<Record<string, Ini>> => ({
  [agentFile(host)]: {
    ...common(host.name),
    // Neutron puts the uplink into the bridge it makes for the network; novatune finds it there.
    linux_bridge: { physical_interface_mappings: `${physicalNetwork}:${host.uplink}` },
    vxlan: { enable_vxlan: false },
    securitygroup: { enable_security_group: false, firewall_driver: 'noop' },
    privsep: { helper_command: `privsep-helper --config-file ${configPath(agentFile(host))}` },
  },
});

/** What plugs a host's guests into the network. */
export const networkAgent = (host: LabHost): Daemon => ({
  name: `neutron-agent-${host.name}`,
  argv: ['neutron-linuxbridge-agent', ...files([agentFile(host)])],
  host,
  isReady: () => isAgentAlive(host.name),
});

const agentFile = (host: LabHost): string => `neutron-agent-${host.name}.conf`;

function common(host: string): Ini {
  return {
    DEFAULT: {
      use_stderr: true,
      host,
      bind_host: managementAddress,
      bind_port: ports.neutron,
      state_path: cloudPath(`state/neutron-${host}`),
      transport_url: brokerUrl,
      auth_strategy: 'keystone',
      core_plugin: 'ml2',
      service_plugins: '',
      api_paste_config: '/etc/neutron/api-paste.ini',
      api_workers: 1,
      rpc_workers: 1,
      rpc_state_report_workers: 0,
      dhcp_agent_notification: false,
      notify_nova_on_port_status_changes: true,
      notify_nova_on_port_data_changes: true,
    },
    // Without the word the driver refuses to start. @see neutron/common/experimental.py (21.0)
    experimental: { linuxbridge: true },
    // It runs as root: `env` is the program that only starts another one.
    agent: { root_helper: 'env', root_helper_daemon: '', polling_interval: 1 },
    ...oslo(`neutron-${host}`),
  };
}
