import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { type LabHost, namespaceHosts } from './lab-hosts.ts';
import { clientKeyPath, configPath, knownHostsPath, stateFolder } from './paths.ts';

/** Writes the configuration with which novatuned serves the lab over ssh, and one per namespace host to serve it from inside. */
export async function writeServiceConfigs(hosts: readonly LabHost[]): Promise<void> {
  await writeFile(configPath, stringify(formatConfig(hosts.map(sshHost), 9774)));
  for (const host of namespaceHosts) {
    await writeFile(localConfigPath(host), stringify(formatConfig([localHost(host)], 9775)));
  }
}

/** The configuration for a novatuned that runs inside the host itself. */
export function localConfigPath(host: LabHost): string {
  return `${stateFolder}/novatune-local-${host.name}.yaml`;
}

function formatConfig(hosts: readonly object[], port: number): object {
  return {
    auth: { strategy: 'noauth2' },
    hosts,
    // Each service that is started on the lab finds it as it is.
    store: { file: ':memory:' },
    tc: { htb_rate: 80 },
    libvirt: { balloon_timeout: 5 },
    http: { address: '127.0.0.1', port },
  };
}

function sshHost({ name, address }: LabHost): object {
  const ssh = { address, port: 22, user: 'root', key_file: clientKeyPath, known_hosts_file: knownHostsPath };
  return { name, transport: 'ssh', uri: 'qemu:///system', uplink: 'auto', ssh };
}

function localHost({ name }: LabHost): object {
  return { name, transport: 'local', uri: 'qemu:///system', uplink: 'auto' };
}
