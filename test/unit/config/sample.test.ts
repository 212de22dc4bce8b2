import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Config, type HostConfig, parseConfig } from '../../../src/config.ts';

/** Every key of a part of the configuration, optional ones too: a key that src/config.ts gains and this table lacks does not compile. */
type Keys<Part> = {
  readonly [Key in keyof Part]-?: NonNullable<Part[Key]> extends readonly unknown[]
    ? 'list'
    : NonNullable<Part[Key]> extends object
      ? Keys<NonNullable<Part[Key]>>
      : 'value';
};

const tc = { htb_rate: 'value', link_rate: 'value' } as const;
const ssh = { address: 'value', port: 'value', user: 'value', key_file: 'value', known_hosts_file: 'value' } as const;
const nameless = { uri: 'value', uplink: 'value', sudo: 'value', tc, transport: 'value' } as const;
const everywhere = { name: 'value', ...nameless } as const;

const keys: Keys<Config> = {
  store: {
    file: 'value',
    mariadb: { host: 'value', port: 'value', database: 'value', user: 'value', password_file: 'value' },
  },
  reconcile: 'value',
  reconcile_interval: 'value',
  orphan_grace: 'value',
  driver: 'value',
  http: {
    address: 'value',
    port: 'value',
    trusted_proxies: 'list',
    cors_origins: 'list',
    tls: { cert_file: 'value', key_file: 'value' },
  },
  auth: {
    strategy: 'value',
    allow_noauth_beyond_loopback: 'value',
    keystone: {
      auth_url: 'value',
      www_authenticate_uri: 'value',
      auth_type: 'value',
      username: 'value',
      user_domain_name: 'value',
      password: 'value',
      password_file: 'value',
      project_name: 'value',
      project_domain_name: 'value',
      application_credential_id: 'value',
      application_credential_secret: 'value',
      application_credential_secret_file: 'value',
      region_name: 'value',
      interface: 'value',
      cafile: 'value',
      insecure: 'value',
      token_cache_time: 'value',
    },
  },
  policy: { profile: 'value', file: 'value' },
  bounds: 'list',
  inventory: 'value',
  nova: { endpoint: 'value' },
  proxy: 'value',
  hosts: 'list',
  host_template: { ...nameless, ssh },
  tc: { ...tc, borrow: 'value' },
  libvirt: {
    balloon_timeout: 'value',
    balloon_guard: 'value',
    memory_floor: 'value',
    ballooning_ram_ratio: 'value',
    command_timeout: 'value',
  },
  log: { level: 'value' },
};
const localKeys: Keys<Extract<HostConfig, { transport: 'local' }>> = everywhere;
const sshKeys: Keys<Extract<HostConfig, { transport: 'ssh' }>> = {
  ...everywhere,
  ssh,
};

const sample = readFileSync(new URL('../../../docs/novatune.sample.yaml', import.meta.url), 'utf8');
/** The sample with the keys that it only mentions, `#key: value`, switched on. Prose has a space behind its `#`. */
const sampleInFull = sample.replace(/^( *)#(?=[a-z_]+:| {2}- \{)/gm, '$1');

test('the sample configuration is a valid one', () => {
  expect(() => parseConfig(sample)).not.toThrow();
});

test('the sample configuration is valid with every key that it only mentions, of two that exclude each other with one', () => {
  const oneOfTwo = sampleInFull
    .replace(/^ *(?:password_file: .*\/password|application_credential_secret_file: .*|file: .*sqlite)\n/gm, '')
    .replace('inventory: libvirt', 'inventory: nova')
    .replace('strategy: noauth2', 'strategy: keystone');

  expect(() => parseConfig(oneOfTwo)).not.toThrow();
});

test('the sample configuration says the defaults of what has one', () => {
  const defaults = parseConfig('driver: fake');

  expect({ ...parseConfig(sample), driver: 'fake', hosts: [] }).toEqual(defaults);
});

test('the sample configuration has every key there is', () => {
  const { hosts, ...others } = parse(sampleInFull) as { hosts: readonly object[] };

  expect(pathsOf({ ...others, hosts: 'list' })).toEqual(pathsOf(keys));
  const inHosts = hosts.map((host) => pathsOf(host));
  expect([...new Set(inHosts.flat())].sort()).toEqual(
    [...new Set([...pathsOf(localKeys), ...pathsOf(sshKeys)])].sort(),
  );
});

/** `http.port` and the like, sorted. */
function pathsOf(part: object): string[] {
  const paths = Object.entries(part).flatMap(([key, value]) =>
    typeof value === 'object' && !Array.isArray(value) ? pathsOf(value).map((path) => `${key}.${path}`) : [key],
  );
  return paths.sort();
}
