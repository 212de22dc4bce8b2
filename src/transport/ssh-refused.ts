import { createHash } from 'node:crypto';
import { keyType } from './known-hosts.ts';
import type { SshAddress } from './ssh-connection.ts';

/** Why there is no connection to a host. */
export type SshProblem =
  | 'nameUnknown'
  | 'portClosed'
  | 'noAnswer'
  | 'noSsh' // something listens there that breaks off, or speaks another protocol
  | 'hostKeyUnknown' // known_hosts has none
  | 'hostKeyChanged' // known_hosts has another one
  | 'hostKeyRevoked'
  | 'userKeyRefused'
  | 'other';

/** A connection that did not come about, in words for the log. */
export class SshRefused extends Error {
  override readonly name = 'SshRefused';
  readonly problem: SshProblem;

  constructor(problem: SshProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** What is known of an attempt that failed. */
export interface Attempt {
  readonly to: Pick<SshAddress, 'address' | 'port' | 'user' | 'knownHostsFile'>;
  /** Why the key that the host has shown was not taken. */
  readonly refusedKey?: { readonly key: Buffer; readonly isRevoked: boolean } | undefined;
}

/** Words for what sockets and ssh2 say; an error that means nothing special keeps its own. */
export function explainSshError(error: unknown, { to, refusedKey }: Attempt): SshRefused {
  if (error instanceof SshRefused) return error;
  const { address, port, user, knownHostsFile } = to;
  const where = `${address} port ${port}`;
  if (refusedKey?.isRevoked)
    return new SshRefused(
      'hostKeyRevoked',
      `${where} has the key ${format(refusedKey.key)}, which ${knownHostsFile} revokes`,
    );
  if (refusedKey !== undefined)
    return new SshRefused(
      'hostKeyChanged',
      `${where} has the key ${format(refusedKey.key)}, and ${knownHostsFile} has another one for it`,
    );
  const { code, level, message } = error as NodeJS.ErrnoException & { readonly level?: string };
  const [, problem, words] = meanings.find(([pattern]) => pattern.test(`${code} ${level} ${message}`)) ?? [];
  if (problem === undefined || words === undefined) return new SshRefused('other', message, { cause: error });
  return new SshRefused(problem, `${words({ where, address, user, knownHostsFile })}: ${message}`, { cause: error });
}

interface Names {
  readonly where: string;
  readonly address: string;
  readonly user: string;
  readonly knownHostsFile: string;
}

/** Patterns of code, level and message as one text; the first that fits. */
const meanings: readonly [pattern: RegExp, problem: SshProblem, words: (names: Names) => string][] = [
  [/ENOTFOUND|EAI_AGAIN/, 'nameUnknown', ({ address }) => `the name ${address} cannot be resolved`],
  [/ECONNREFUSED/, 'portClosed', ({ where }) => `nobody listens at ${where}`],
  [
    /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|client-timeout/,
    'noAnswer',
    ({ where }) => `${where} does not answer`,
  ],
  [
    /no matching host key format/,
    'hostKeyChanged',
    ({ where, knownHostsFile }) => `${where} has no key of a kind that ${knownHostsFile} has for it`,
  ],
  [/client-authentication/, 'userKeyRefused', ({ where, user }) => `${where} does not let ${user} in with this key`],
  [/closed before|lost before|ECONNRESET|EPIPE|protocol|handshake/, 'noSsh', ({ where }) => `${where} broke off`],
];

/** As `ssh-keygen -l` shows a key. */
const format = (key: Buffer): string =>
  `${keyType(key)} SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
