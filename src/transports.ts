import { readFileSync } from 'node:fs';
import type { Config, HostConfig } from './config.ts';
import type { Transport } from './transport/transport.ts';
import { msOfSeconds } from './units.ts';

/** A command that waits for its connection is to fail with the reason of that, before its own time is up and nobody knows what it did. */
const connectPart = 0.9;

/**
 * The way to a host that the configuration names, or that its template has made.
 * @throws {Error} its key file cannot be read, or holds no key; known_hosts is read anew at every connection
 */
export type OpenTransport = (host: HostConfig) => Transport;

type Kind = HostConfig['transport'];
type OpenKind<K extends Kind> = (host: Extract<HostConfig, { readonly transport: K }>) => Transport;

/** Loads what the ways to the configuration's hosts take, and no more: the library of each takes long to load. */
export async function loadTransports(config: Config): Promise<OpenTransport> {
  const { hosts, host_template: template } = config;
  const kinds = [...hosts, ...(template === undefined ? [] : [template])].map(({ transport }) => transport);
  const openLocal = kinds.includes('local') ? await loadLocal() : notLoaded;
  const openSsh = kinds.includes('ssh') ? await loadSsh(config) : notLoaded;
  return (host) => (host.transport === 'local' ? openLocal(host) : openSsh(host));
}

async function loadLocal(): Promise<OpenKind<'local'>> {
  const { LocalTransport } = await import('./transport/local.ts');
  return ({ name }) => new LocalTransport(name);
}

async function loadSsh({ libvirt }: Config): Promise<OpenKind<'ssh'>> {
  const { SshTransport } = await import('./transport/ssh.ts');
  return ({ name, ssh: { address, port, user, key_file, known_hosts_file } }) =>
    new SshTransport({
      host: name,
      address,
      port,
      user,
      privateKey: readFileSync(key_file),
      knownHostsFile: known_hosts_file,
      connectTimeoutMs: connectPart * msOfSeconds(libvirt.command_timeout),
    });
}

function notLoaded({ name, transport }: HostConfig): never {
  throw new Error(`the host ${name} is wanted by ${transport}, as none of the configuration is`);
}
