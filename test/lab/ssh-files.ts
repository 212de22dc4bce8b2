import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LabHost } from './lab-hosts.ts';
import { cacheFolder, clientKeyPath, knownHostsPath, stateFolder } from './paths.ts';
import { run } from './run.ts';

/** Kept between runs, because the image of the systemd host knows it. */
const cachedClientKey = `${cacheFolder}/ssh/id_ed25519`;

/** Puts the client key and what it may trust where the service's configuration says; makes the keys if there are none yet. */
export async function ensureSshKeys(hosts: readonly LabHost[]): Promise<void> {
  await makeKey(cachedClientKey, 'novatune-lab');
  for (const host of hosts) await makeKey(hostKeyPath(host), host.name);
  await mkdir(`${stateFolder}/ssh`, { recursive: true, mode: 0o700 });
  for (const end of ['', '.pub']) await copyFile(`${cachedClientKey}${end}`, `${clientKeyPath}${end}`);
  await writeKnownHosts(hosts);
}

/** What the client's public key is, as a line of authorized_keys. */
export function readClientPublicKey(): Promise<string> {
  return readFile(`${cachedClientKey}.pub`, 'utf8');
}

/** Configuration of a namespace host's own sshd. */
export async function makeSshServerFiles(host: LabHost): Promise<void> {
  await mkdir(`${host.folder}/ssh`, { recursive: true });
  await writeFile(`${host.folder}/ssh/authorized_keys`, await readClientPublicKey());
  await writeFile(`${host.folder}/ssh/sshd_config`, sshdConfig(host));
}

/** What makes an ssh client know the lab's hosts and log in there, in the form of ssh_config. */
export const sshClientConfig = `Host 10.231.0.*
  User root
  IdentityFile ${clientKeyPath}
  IdentitiesOnly yes
  UserKnownHostsFile ${knownHostsPath}
  StrictHostKeyChecking yes
`;

/** Where a host's private key is. Kept between runs as well: the image of the systemd host contains its own. */
export function hostKeyPath(host: LabHost): string {
  return `${cacheFolder}/ssh/${host.name}_host_key`;
}

/** Writes the file by which the service recognises the hosts. */
async function writeKnownHosts(hosts: readonly LabHost[]): Promise<void> {
  const lines = await Promise.all(
    hosts.map(async (host) => {
      const [type, key] = (await readFile(`${hostKeyPath(host)}.pub`, 'utf8')).split(' ');
      return `${host.address} ${type} ${key}\n`;
    }),
  );
  await writeFile(knownHostsPath, lines.join(''));
}

/** Makes an ed25519 key pair unless it is there. */
async function makeKey(path: string, comment: string): Promise<void> {
  if (existsSync(`${path}.pub`)) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await run(['sh', '-c', 'rm -f "$0" && ssh-keygen -q -t ed25519 -N "" -C "$1" -f "$0"', path, comment]);
}

function sshdConfig(host: LabHost): string {
  return `Port 22
ListenAddress ${host.address}
HostKey ${hostKeyPath(host)}
PidFile /run/sshd.pid
AuthorizedKeysFile ${host.folder}/ssh/authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
PrintMotd no
SetEnv PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
Subsystem sftp internal-sftp
`;
}
