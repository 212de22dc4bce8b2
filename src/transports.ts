import { readFileSync } from 'node:fs';
import type { Config, HostConfig } from './config.ts';
import { LocalTransport } from './transport/local.ts';
import { SshTransport } from './transport/ssh.ts';
import type { Transport } from './transport/transport.ts';
import { msOfSeconds } from './units.ts';

/** A command that waits for its connection is to fail with the reason of that, before its own time is up and nobody knows what it did. */
const connectPart = 0.9;

/**
 * The way to a host that the configuration names.
 * @throws {Error} its key file cannot be read, or holds no key; known_hosts is read anew at every connection
 */
export function openTransport(host: HostConfig, { libvirt }: Config): Transport {
  if (host.transport === 'local') return new LocalTransport(host.name);
  const { address, port, user, key_file, known_hosts_file } = host.ssh;
  return new SshTransport({
    host: host.name,
    address,
    port,
    user,
    privateKey: readFileSync(key_file),
    knownHostsFile: known_hosts_file,
    connectTimeoutMs: connectPart * msOfSeconds(libvirt.command_timeout),
  });
}
