import { createHmac } from 'node:crypto';

/** What a known_hosts file says of one host. */
export interface KnownKeys {
  /** Public key blobs, as the server sends them. */
  readonly accepted: readonly Buffer[];
  /** Never to be accepted, even where another line does. */
  readonly revoked: readonly Buffer[];
}

interface Line {
  readonly revoked: boolean;
  readonly hosts: string;
  readonly key: Buffer;
}

/**
 * Finds the keys of one host: plain and hashed names, `[host]:port`, wildcards, `!` negation, @revoked; several lines may name it.
 * Lines of other markers (@cert-authority) and malformed ones count as absent, so that they can only refuse.
 * @see sshd(8), SSH_KNOWN_HOSTS FILE FORMAT
 */
export function findKnownKeys(knownHosts: string, address: string, port: number): KnownKeys {
  const host = address.toLowerCase();
  const name = port === 22 ? host : `[${host}]:${port}`;
  const lines = knownHosts.split('\n').flatMap(parseLine);
  const keysOf = (revoked: boolean) =>
    lines.filter((line) => line.revoked === revoked && namesHost(line.hosts, name)).map(({ key }) => key);
  return { accepted: keysOf(false), revoked: keysOf(true) };
}

export function isAccepted(known: KnownKeys, key: Buffer): boolean {
  return known.accepted.some((one) => one.equals(key)) && !isRevoked(known, key);
}

export const isRevoked = ({ revoked }: KnownKeys, key: Buffer): boolean => revoked.some((one) => one.equals(key));

/**
 * The host key algorithms to ask the server for. Without it the server may choose one whose key the file does not have, and an honest host
 * would be refused.
 */
export function hostKeyAlgorithms({ accepted }: KnownKeys): string[] {
  const types = new Set(accepted.map(keyType));
  return [...types].flatMap((type) => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type]));
}

function parseLine(line: string): Line[] {
  const fields = line.trim().split(/\s+/);
  const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined;
  const [hosts, type, blob] = fields;
  if (!hosts || hosts.startsWith('#') || !type || !blob) return [];
  if (marker !== undefined && marker !== '@revoked') return [];
  const key = Buffer.from(blob, 'base64');
  return keyType(key) === type ? [{ revoked: marker === '@revoked', hosts, key }] : [];
}

/** The type inside the blob: a 32-bit length and the name. */
export function keyType(key: Buffer): string {
  return key.length < 4 ? '' : key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
}

function namesHost(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) return matchesHash(hosts, name);
  const patterns = hosts.toLowerCase().split(',');
  const matches = (pattern: string) => wildcard(pattern).test(name);
  return !patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1))) && patterns.some(matches);
}

/** `|1|salt|hash`: HMAC-SHA1 of the name under the salt, both in base64. */
function matchesHash(hosts: string, name: string): boolean {
  const [, version, salt = '', hash] = hosts.split('|');
  if (version !== '1') return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}
