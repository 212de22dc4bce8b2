import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import ssh2, { type Client, type ConnectConfig } from 'ssh2';
import { findKnownKeys, hostKeyAlgorithms, isAccepted, isRevoked } from './known-hosts.ts';
import { type Attempt, explainSshError, SshRefused } from './ssh-refused.ts';

export interface SshAddress {
  /** A name or an IP address, as it stands in known_hosts. */
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** A private key in OpenSSH's or PEM format, without a passphrase. */
  readonly privateKey: Buffer | string;
  /** Read anew for every connection. A host that it does not have is refused. */
  readonly knownHostsFile: string;
  readonly connectTimeoutMs: number;
}

/**
 * Connects and logs in.
 * @param signal ends the attempt, and later the connection, without a goodbye
 * @throws {SshRefused} no connection: refused, no answer in time, unknown or changed host key, key not accepted
 */
export async function connectSsh(to: SshAddress, signal: AbortSignal): Promise<Client> {
  let refusedKey: Attempt['refusedKey'];
  try {
    return await logIn(
      connectConfig(to, (key) => (refusedKey = key)),
      to,
      signal,
    );
  } catch (error) {
    throw explainSshError(error, { to, refusedKey });
  }
}

async function logIn(config: ConnectConfig, to: SshAddress, signal: AbortSignal): Promise<Client> {
  // A socket of our own can be destroyed in any state; noDelay, because a small message that waits to fill a packet costs 40 ms.
  const socket = connect({ host: to.address, port: to.port, noDelay: true, signal });
  const client = new ssh2.Client();
  // Stays for good: an error that nobody listens to would end the process, and a connection with an error is of no more use.
  client.on('error', () => socket.destroy());
  await becomeReady(client, { ...config, sock: socket });
  return client;
}

function becomeReady(client: Client, config: ConnectConfig & { sock: Socket }): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('error', reject);
    client.once('close', () => reject(new Error('Connection closed before it was ready')));
    client.once('ready', () => resolve(client.off('error', reject) && undefined));
    client.connect(config);
  });
}

function connectConfig(to: SshAddress, onRefused: (key: Attempt['refusedKey']) => void): ConnectConfig {
  const { address, port, user, privateKey, knownHostsFile, connectTimeoutMs } = to;
  const known = findKnownKeys(readFileSync(knownHostsFile, 'utf8'), address, port);
  if (known.accepted.length === 0)
    throw new SshRefused('hostKeyUnknown', `${knownHostsFile} has no key for ${address} port ${port}`);
  return {
    username: user,
    privateKey,
    readyTimeout: connectTimeoutMs,
    keepaliveInterval: 1000,
    keepaliveCountMax: 3,
    algorithms: { serverHostKey: hostKeyAlgorithms(known) as never },
    // Without it ssh2 takes any key.
    hostVerifier: (key: Buffer) => {
      const accepted = isAccepted(known, key);
      if (!accepted) onRefused({ key, isRevoked: isRevoked(known, key) });
      return accepted;
    },
  };
}
