import { userInfo } from 'node:os';
import type { HostsToCheck, HostToCheck } from './commands/hosts-check.ts';
import { Host, type HostObserver } from './compute/host.ts';
import { hostSettings } from './config/host-settings.ts';
import type { Config, HostConfig } from './config.ts';
import { fakeCluster } from './fake/fake-cluster.ts';
import type { Way } from './hosts-check/subject.ts';
import { fillAddress } from './inventory/host-address.ts';
import { loadTransports, type OpenTransport } from './transports.ts';

interface Parts {
  readonly config: Config;
  readonly openTransport: OpenTransport;
}

const nobody: HostObserver = { commandEnded: () => {}, sessionRestarted: () => {} };

/** The hosts of these names, or all that the configuration lists; nothing is opened before they are looked at. */
export async function openHostsToCheck(config: Config, names: readonly string[]): Promise<HostsToCheck> {
  const parts = { config, openTransport: await loadTransports(config) };
  const listed = config.driver === 'fake' ? fakes(config) : config.hosts.map((host) => open(host, parts));
  const known = listed.map(({ name }) => name);
  const derived = config.host_template === undefined ? [] : names.filter((name) => !known.includes(name));
  const wanted = names.length === 0 ? listed : listed.filter(({ name }) => names.includes(name));
  return {
    hosts: [...wanted, ...derived.map((name) => derive(name, parts))],
    unknown: names.filter((name) => ![...known, ...derived].includes(name)),
    known,
  };
}

const fakes = (config: Config): HostToCheck[] =>
  fakeCluster().map((fake) => {
    const host = new Host(fake, hostSettings(config, { name: fake.name }), nobody);
    return { name: fake.name, subject: { host, way: { transport: 'fake' } } };
  });

function open(entry: HostConfig, { config, openTransport }: Parts): HostToCheck {
  const { name } = entry;
  try {
    const host = new Host(openTransport(entry), hostSettings(config, entry), nobody);
    return { name, subject: { host, way: wayTo(entry) } };
  } catch (error) {
    const mend =
      'It must be a private key in OpenSSH or PEM form without a passphrase, which ssh-keygen -p takes away.';
    return { name, subject: { problem: (error as Error).message, mend } };
  }
}

/** A host that only the template knows; Nova's two names for it are taken for the same. */
function derive(name: string, parts: Parts): HostToCheck {
  const { host_template: template } = parts.config;
  try {
    const address = fillAddress(template?.ssh.address ?? '', { hostName: name, hypervisorHostname: name });
    return open({ ...template, name, ssh: { ...template?.ssh, address } } as HostConfig, parts);
  } catch (error) {
    return { name, subject: { problem: (error as Error).message, mend: 'Name it as Nova does.' } };
  }
}

function wayTo(entry: HostConfig): Way {
  if (entry.transport === 'local') return { transport: 'local', user: userInfo().username };
  const { user, address, port, key_file, known_hosts_file } = entry.ssh;
  return { transport: 'ssh', user, address, port, keyFile: key_file, knownHostsFile: known_hosts_file };
}
