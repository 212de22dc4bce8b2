import type { LabHost } from '../lab-hosts.ts';
import { isComputeKnown, isNovaServiceUp } from './compute.ts';
import { controllerName } from './controller.ts';
import { answersHttp, type Daemon } from './daemons.ts';
import type { Ini } from './ini.ts';
import { catalog, cloudPath, ports, region } from './layout.ts';
import { authToken, brokerUrl, configPath, credentials, databaseUrl, oslo, type Service } from './service.ts';

const file = configPath('nova.conf');
const manage = ['nova-manage', '--config-file', file];

/** Both hosts have it, as if by NFS: a server's files need not be copied when it moves. */
export const instancesFolder = cloudPath('instances');

export const nova: Service = {
  files: {
    'nova.conf': {
      ...common(controllerName, '127.0.0.1', { periodic_fuzzy_delay: 0 }),
      api_database: { connection: databaseUrl('nova_api') },
      database: { connection: databaseUrl('nova') },
      keystone_authtoken: authToken('nova', 'nova'),
    },
  },
  databases: ['nova_api', 'nova_cell0', 'nova'],
  fill: [
    [...manage, 'api_db', 'sync'],
    [...manage, 'cell_v2', 'map_cell0', '--database_connection', databaseUrl('nova_cell0')],
    [...manage, 'cell_v2', 'create_cell', '--name', 'cell1'],
    [...manage, 'db', 'sync'],
  ],
  daemons: [
    { name: 'nova-api', argv: ['nova-api', '--config-file', file], isReady: () => answersHttp(catalog.nova.url) },
  ],
};

/** What works for nova-api. They end at once if they cannot log in to Keystone when they start. */
export const novaWorkers: readonly Daemon[] = ['nova-conductor', 'nova-scheduler'].map((name) => ({
  name,
  argv: [name, '--config-file', file],
  isReady: () => isNovaServiceUp(name),
}));

/** Configuration of a host's nova-compute. */
export const computeFiles = (host: LabHost): Readonly<Record<string, Ini>> => ({
  [computeFile(host)]: {
    ...common(host.name, host.address),
    libvirt: {
      virt_type: 'qemu',
      cpu_mode: 'none',
      connection_uri: 'qemu:///system',
      images_type: 'raw',
    },
    vnc: { enabled: false },
    spice: { enabled: false },
    nova_sys_admin: privsep(host),
    vif_plug_linux_bridge_privileged: privsep(host),
    vif_plug_ovs_privileged: privsep(host),
  },
});

/** A host's nova-compute. It runs as root: libvirt's socket asks polkit about everybody else. */
export const novaCompute = (host: LabHost): Daemon => ({
  name: `nova-compute-${host.name}`,
  argv: [
    // A mount namespace of its own, in which ssh knows the lab's hosts and has their key.
    ...['unshare', '--mount', '--propagation', 'private', 'sh', '-c'],
    'mount --bind "$0" /etc/ssh/ssh_config && exec "$@"',
    ...[configPath('ssh_config'), 'nova-compute', '--config-file', configPath(computeFile(host))],
  ],
  host,
  isReady: () => isComputeKnown(host.name),
});

const computeFile = (host: LabHost): string => `nova-compute-${host.name}.conf`;

function privsep(host: LabHost): Ini[string] {
  return { helper_command: `privsep-helper --config-file ${configPath(computeFile(host))}` };
}

function common(host: string, address: string, more: Ini[string] = {}): Ini {
  return {
    DEFAULT: {
      use_stderr: true,
      host,
      my_ip: address,
      state_path: cloudPath(`state/nova-${host}`),
      instances_path: instancesFolder,
      transport_url: brokerUrl,
      enabled_apis: 'osapi_compute',
      osapi_compute_listen: '127.0.0.1',
      osapi_compute_listen_port: ports.nova,
      osapi_compute_workers: 1,
      compute_driver: 'libvirt.LibvirtDriver',
      // What the hosts have they share with this machine: only the guests' memory is to be counted.
      cpu_allocation_ratio: 64,
      disk_allocation_ratio: 16,
      reserved_host_memory_mb: 0,
      resume_guests_state_on_host_boot: true,
      // A guest is started without waiting for long that Neutron has plugged it.
      vif_plugging_is_fatal: false,
      vif_plugging_timeout: 20,
      // The lab's guests do not listen to the power button; Nova would wait a minute before it moves one.
      shutdown_timeout: 0,
      ...more,
    },
    workarounds: { disable_rootwrap: true },
    api: { auth_strategy: 'keystone' },
    wsgi: { api_paste_config: '/etc/nova/api-paste.ini' },
    conductor: { workers: 1 },
    // Not by a command: loading nova-manage takes as long. The first time is as soon as periodic_fuzzy_delay lets it.
    scheduler: { workers: 1, discover_hosts_in_cells_interval: 2 },
    glance: { service_type: 'image', region_name: region },
    cinder: { os_region_name: region },
    placement: credentials('placement'),
    neutron: credentials('neutron'),
    service_user: { send_service_user_token: true, ...credentials('nova') },
    ...oslo(`nova-${host}`),
  };
}
