import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { parseDocument } from 'yaml';
import { z } from 'zod';

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be a name of letters, digits, dots, dashes and underscores');
const port = z.int().min(1).max(65_535);
const rateMbit = z.number().positive().max(1_000_000);
const seconds = z.number().min(0.1).max(600);

const ssh = z.strictObject({
  address: z.string().min(1),
  port: port.default(22),
  user: z.string().min(1).default('root'),
  key_file: z.string().min(1),
  known_hosts_file: z.string().min(1),
});

const common = {
  name,
  uri: z.string().min(1).default('qemu:///system'),
  uplink: z.string().min(1).max(15, 'must be `auto` or the name of a network interface').default('auto'),
  tc: z.strictObject({ htb_rate: rateMbit.optional(), link_rate: rateMbit.optional() }).default({}),
};

const host = z.discriminatedUnion('transport', [
  z.strictObject({ ...common, transport: z.literal('local') }),
  z.strictObject({ ...common, transport: z.literal('ssh'), ssh }),
]);

const file = z.strictObject({
  driver: z.enum(['libvirt', 'fake']).default('libvirt'),
  http: z
    .strictObject({
      address: z.string().refine((address) => isIP(address) !== 0, 'must be an IP address').default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(9774),
    })
    .prefault({}),
  auth: z
    .strictObject({ strategy: z.literal('noauth2').default('noauth2'), allow_noauth_beyond_loopback: z.boolean().default(false) })
    .prefault({}),
  hosts: z.array(host).default([]),
  tc: z
    .strictObject({ htb_rate: rateMbit.default(80), link_rate: rateMbit.optional(), borrow: z.boolean().default(true) })
    .prefault({}),
  libvirt: z
    .strictObject({
      balloon_timeout: seconds.default(5),
      balloon_guard: z.boolean().default(true),
      memory_floor: z.int().min(1).default(64),
      command_timeout: seconds.default(5),
    })
    .prefault({}),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
});

/** The configuration, complete: defaults filled in, units as in the file (Mbit, MiB, seconds). */
export type Config = z.output<typeof file>;
export type HostConfig = Config['hosts'][number];

/** All that is wrong with a configuration, one sentence each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(path: string, problems: readonly string[]) {
    super(`${path} has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads the configuration file.
 * @throws {ConfigError} it cannot be read, is not YAML, or has problems: all of them at once
 */
export function readConfig(path: string): Config {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(path, [`cannot be read: ${(error as NodeJS.ErrnoException).code}`]);
  }
  return parseConfig(text, path);
}

/**
 * Checks a configuration's text; `path` is for the messages.
 * @throws {ConfigError} every problem at once
 */
export function parseConfig(text: string, path = 'the configuration'): Config {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw new ConfigError(path, document.errors.map(({ message }) => message));
  const parsed = file.safeParse(document.toJS() ?? {});
  if (!parsed.success) throw new ConfigError(path, parsed.error.issues.map(describe));
  return checkConfig(parsed.data, path);
}

/**
 * Checks what no single key can tell, again after an argument has changed it.
 * @throws {ConfigError} every problem at once
 */
export function checkConfig(config: Config, path = 'the configuration'): Config {
  const problems = contradictions(config);
  if (problems.length > 0) throw new ConfigError(path, problems);
  return Object.freeze(config);
}

/** The configuration of `novatuned --fake`: no hosts, the in-memory driver. */
export const fakeConfig = (): Config => parseConfig('driver: fake');

function describe({ path, message, ...issue }: z.core.$ZodIssue): string {
  const where = path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`)).join('');
  if (issue.code === 'unrecognized_keys') return `${where === '' ? '' : `${where}: `}unknown ${issue.keys.length === 1 ? 'key' : 'keys'} ${issue.keys.join(', ')}`;
  return `${where === '' ? 'the file' : where}: ${message}`;
}

/** What no single key can tell. */
function contradictions(config: Config): string[] {
  const problems: string[] = [];
  if (config.driver === 'libvirt' && config.hosts.length === 0) problems.push('hosts: at least one compute host is needed (or `driver: fake`)');
  const names = config.hosts.map((one) => one.name);
  for (const twice of new Set(names.filter((one, index) => names.indexOf(one) !== index))) problems.push(`hosts: ${twice} is named twice`);
  if (!isLoopback(config.http.address) && !config.auth.allow_noauth_beyond_loopback) {
    problems.push(
      `http.address: ${config.http.address} can be reached from outside, but with noauth2 anyone may call themselves admin; ` +
        'listen on 127.0.0.1, or say auth.allow_noauth_beyond_loopback: true',
    );
  }
  for (const [index, one] of config.hosts.entries()) {
    const htbRate = one.tc.htb_rate ?? config.tc.htb_rate;
    const linkRate = one.tc.link_rate ?? config.tc.link_rate;
    if (linkRate !== undefined && htbRate > linkRate) problems.push(`hosts[${index}]: htb_rate ${htbRate} is above link_rate ${linkRate}`);
  }
  return problems;
}

const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');
