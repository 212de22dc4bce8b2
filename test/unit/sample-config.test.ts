import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Config, type HostConfig, parseConfig } from '../../src/config.ts';

/** Every key of a part of the configuration, optional ones too: a key that src/config.ts gains and this table lacks does not compile. */
type Keys<Part> = {
  readonly [Key in keyof Part]-?: NonNullable<Part[Key]> extends readonly unknown[]
    ? 'list'
    : NonNullable<Part[Key]> extends object
      ? Keys<NonNullable<Part[Key]>>
      : 'value';
};

const tc = { htb_rate: 'value', link_rate: 'value' } as const;
const everywhere = { name: 'value', uri: 'value', uplink: 'value', tc, transport: 'value' } as const;

const keys: Keys<Config> = {
  driver: 'value',
  http: { address: 'value', port: 'value' },
  auth: { strategy: 'value', allow_noauth_beyond_loopback: 'value' },
  hosts: 'list',
  tc: { ...tc, borrow: 'value' },
  libvirt: { balloon_timeout: 'value', balloon_guard: 'value', memory_floor: 'value', command_timeout: 'value' },
  log: { level: 'value' },
};
const localKeys: Keys<Extract<HostConfig, { transport: 'local' }>> = everywhere;
const sshKeys: Keys<Extract<HostConfig, { transport: 'ssh' }>> = {
  ...everywhere,
  ssh: { address: 'value', port: 'value', user: 'value', key_file: 'value', known_hosts_file: 'value' },
};

const sample = readFileSync(new URL('../../docs/novatune.sample.yaml', import.meta.url), 'utf8');
/** The sample with the keys that it only mentions, `#key: value`, switched on. Prose has a space behind its `#`. */
const sampleInFull = sample.replace(/^( *)#(?=[a-z_]+:)/gm, '$1');

test('the sample configuration is a valid one, also with every key that it only mentions', () => {
  expect(() => parseConfig(sample)).not.toThrow();
  expect(() => parseConfig(sampleInFull)).not.toThrow();
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
    typeof value === 'object' ? pathsOf(value).map((path) => `${key}.${path}`) : [key],
  );
  return paths.sort();
}
