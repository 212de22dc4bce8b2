import type { SshProblem } from '../transport/ssh-refused.ts';
import type { Way } from './subject.ts';

type SshWay = Extract<Way, { transport: 'ssh' }>;

/** How to mend that no command gets to a host. */
export function mendLogin(problem: SshProblem, way: Way): string {
  if (way.transport !== 'ssh') return 'See what the sentence before names: sh, date and coreutils must be on the PATH.';
  return mends[problem](way);
}

const mends: Readonly<Record<SshProblem, (way: SshWay) => string>> = {
  nameUnknown: ({ address }) =>
    `Put ${address} into DNS or into /etc/hosts here, or write its IP address into ssh.address and known_hosts.`,
  portClosed: ({ port }) =>
    `Start sshd there (systemctl enable --now ssh), or set ssh.port to its port if that is not ${port}.`,
  noAnswer: ({ address, port }) =>
    `See whether the host is up, and whether a firewall lets this machine reach its port: nc -vz ${address} ${port}.`,
  noSsh: (way) => `See whether sshd listens there and lets this machine in (AllowUsers, MaxStartups): ${keyscan(way)}.`,
  hostKeyUnknown: (way) => `Take its key: ${takeKey(way)}.`,
  hostKeyChanged: (way) =>
    'If the host was not installed anew, somebody may stand between: find out first. ' +
    `If it was: ssh-keygen -f ${way.knownHostsFile} -R '${nameInKnownHosts(way)}', then ${takeKey(way)}.`,
  hostKeyRevoked: () =>
    'Somebody has declared this key unsafe: give the host a new one, and known_hosts its public part.',
  userKeyRefused: ({ user, address, port, keyFile }) =>
    `Let the key in: ssh-copy-id -i ${keyFile} -p ${port} ${user}@${address}. On the host ~${user} and ~${user}/.ssh must belong to ` +
    `${user} and be writable by nobody else (chmod 700 .ssh, chmod 600 .ssh/authorized_keys), and sshd's AllowUsers and PermitRootLogin must allow it.`,
  other: ({ user, address, port }) => `See what ssh itself says: ssh -v -p ${port} ${user}@${address} true.`,
};

const keyscan = ({ address, port }: SshWay): string => `ssh-keyscan -p ${port} ${address}`;

const takeKey = (way: SshWay): string =>
  `${keyscan(way)} >> ${way.knownHostsFile}, and compare what ssh-keygen -lf ${way.knownHostsFile} shows with ` +
  'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the host';

const nameInKnownHosts = ({ address, port }: SshWay): string => (port === 22 ? address : `[${address}]:${port}`);
