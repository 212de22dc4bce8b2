import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { findKnownKeys, hostKeyAlgorithms, isAccepted } from '../../../src/transport/known-hosts.ts';

function key(type: string, material: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(type), Buffer.from(material)]);
}

const mine = key('ssh-ed25519', 'mine');
const other = key('ssh-ed25519', 'other');
const rsa = key('ssh-rsa', 'rsa');
const entry = (hosts: string, blob = mine, type = blob.subarray(4, 4 + blob.readUInt32BE(0)).toString()) =>
  `${hosts} ${type} ${blob.toString('base64')} a comment`;

function hashed(name: string): string {
  const salt = Buffer.from('twenty bytes of salt');
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

/** Whether a file with these lines accepts a host's key. */
const accepts = (lines: string[], address: string, port = 22, blob = mine) =>
  isAccepted(findKnownKeys(lines.join('\n'), address, port), blob);

describe('known_hosts', () => {
  test.each([
    ['a plain name', 'compute1', 'compute1', 22],
    ['one of several names', 'other,compute1,10.0.0.1', '10.0.0.1', 22],
    ['a name in other letters', 'Compute1.Example', 'compute1.eXample', 22],
    ['an IPv6 address', '2001:db8::1', '2001:db8::1', 22],
    ['a port', '[compute1]:2222', 'compute1', 2222],
    ['a wildcard', '*.example', 'compute1.example', 22],
    ['a question mark', 'compute?', 'compute1', 22],
    ['a wildcard with a port', '[10.231.0.*]:2222', '10.231.0.11', 2222],
    ['a hashed name', hashed('compute1'), 'compute1', 22],
    ['a hashed name with a port', hashed('[compute1]:2222'), 'compute1', 2222],
    ['a name beside a negation of another', '*.example,!bad.example', 'compute1.example', 22],
  ])('knows a host by %s', (_, hosts, address, port) => {
    expect(accepts([entry(hosts)], address, port)).toBe(true);
  });

  test.each([
    ['another name', 'compute2', 'compute1', 22],
    ['a part of its name', 'compute', 'compute1', 22],
    ['a dot that is not a wildcard', 'compute1xexample', 'compute1.example', 22],
    ['another port', '[compute1]:2222', 'compute1', 2223],
    ['the port of another service', 'compute1', 'compute1', 2222],
    ['a port where none is asked for', '[compute1]:2222', 'compute1', 22],
    ['a hash of another name', hashed('compute2'), 'compute1', 22],
    ['a hash of a kind that is not known', hashed('compute1').replace('|1|', '|2|'), 'compute1', 22],
    ['a negation', '*.example,!compute1.example', 'compute1.example', 22],
    ['a negation that comes first', '!compute1.example,*.example', 'compute1.example', 22],
    ['nothing but a negation', '!compute2', 'compute1', 22],
  ])('does not know a host by %s', (_, hosts, address, port) => {
    expect(accepts([entry(hosts)], address, port)).toBe(false);
  });

  test('refuses a key that has changed', () => {
    expect(accepts([entry('compute1', mine)], 'compute1', 22, other)).toBe(false);
  });

  test('accepts any of the keys of a host, from several lines', () => {
    const lines = [entry('compute1', rsa), entry('compute2', other), entry('compute1', mine)];

    expect(accepts(lines, 'compute1', 22, mine)).toBe(true);
    expect(accepts(lines, 'compute1', 22, rsa)).toBe(true);
    expect(accepts(lines, 'compute1', 22, other)).toBe(false);
  });

  test('refuses a revoked key even where another line accepts it', () => {
    const lines = [entry('compute1', mine), entry('compute1', rsa), `@revoked ${entry('*', mine)}`];

    expect(accepts(lines, 'compute1', 22, mine)).toBe(false);
    expect(accepts(lines, 'compute1', 22, rsa)).toBe(true);
  });

  test.each([
    ['an empty file', ''],
    ['a comment', `# ${entry('compute1')}`],
    ['a certificate authority', `@cert-authority ${entry('compute1')}`],
    ['a marker that is not known', `@trusted ${entry('compute1')}`],
    ['no key', 'compute1 ssh-ed25519'],
    ['a key that is not base64', 'compute1 ssh-ed25519 !!!!'],
    ['a type that is not the key’s', entry('compute1', mine, 'ssh-rsa')],
  ])('has no keys in %s', (_, text) => {
    expect(findKnownKeys(text, 'compute1', 22)).toEqual({ accepted: [], revoked: [] });
  });

  test('reads indented lines, tabs and Windows line ends', () => {
    expect(accepts([`  ${entry('compute1').replaceAll(' ', '\t')}\r`], 'compute1')).toBe(true);
  });

  test('asks a server for the kinds of key that it has, and never for RSA with SHA-1', () => {
    const known = findKnownKeys(
      [entry('compute1', rsa), entry('compute1', mine), entry('compute1', other)].join('\n'),
      'compute1',
      22,
    );

    expect(hostKeyAlgorithms(known)).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-ed25519']);
  });
});
