import { isIP } from 'node:net';
import { z } from 'zod';
import { mustBe, section } from './config-words.ts';

const value = <T>(what: string, test: (given: unknown) => boolean) => z.custom<T>(test, { error: mustBe(what) });
const matching = (what: string, pattern: RegExp) =>
  value<string>(what, (given) => typeof given === 'string' && pattern.test(given));
const text = (what: string) => matching(what, /./);
const trueOrFalse = value<boolean>('true or false', (given) => typeof given === 'boolean');
const oneOf = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.enum(names, { error: mustBe(names.join(' or ')) });

const number = (what: string, fits: (given: number) => boolean) =>
  value<number>(what, (given) => typeof given === 'number' && fits(given));
const whole = (what: string, least: number, most: number) =>
  number(what, (given) => Number.isSafeInteger(given) && given >= least && given <= most);

const rateMbit = number('a number of Mbit/s, above 0 and at most 1000000', (rate) => rate > 0 && rate <= 1_000_000);
const seconds = number('a number of seconds, 0.1 to 600', (time) => time >= 0.1 && time <= 600);

const ssh = section({
  address: text('a host name or an IP address'),
  port: whole('a TCP port, 1 to 65535', 1, 65_535).default(22),
  user: text('the name of a user').default('root'),
  key_file: text('the path of a private key'),
  known_hosts_file: text('the path of a known_hosts file'),
});

/** A section with all its lines commented out is null to YAML, and counts as left out. */
const leftOutIfNull = <Part extends z.ZodType>(part: Part) => z.preprocess((given) => given ?? undefined, part);

/** What every host has, whatever the way to it. */
const everyHost = {
  name: matching('a name of letters, digits, dots, dashes and underscores', /^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  uri: text("libvirt's connection URI").default('qemu:///system'),
  uplink: matching('auto or the name of a network interface', /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/).default('auto'),
  tc: leftOutIfNull(section({ htb_rate: rateMbit.optional(), link_rate: rateMbit.optional() }).prefault({})),
};

const transports = ['local', 'ssh'] as const;
const host = z.discriminatedUnion(
  'transport',
  [
    section({ ...everyHost, transport: z.literal('local') }),
    section({ ...everyHost, transport: z.literal('ssh'), ssh }),
  ],
  {
    error: ({ code, input }) =>
      code === 'invalid_union'
        ? mustBe(transports.join(' or '))({ input: (input as { transport?: unknown }).transport })
        : mustBe('a map of keys')({ input }),
  },
);

/** For a host whose transport is none, to tell what else is wrong with it. */
export const hostOfAnyKind = section({ ...everyHost, transport: z.unknown().optional(), ssh: z.unknown().optional() });

/** The configuration file: what each key may be, and what it is when left out. */
export const file = section({
  driver: oneOf(['libvirt', 'fake']).default('libvirt'),
  http: leftOutIfNull(
    section({
      address: value<string>('an IP address', (given) => typeof given === 'string' && isIP(given) !== 0).default(
        '127.0.0.1',
      ),
      port: whole('a TCP port, 0 to 65535', 0, 65_535).default(9774),
    }).prefault({}),
  ),
  auth: leftOutIfNull(
    section({
      strategy: oneOf(['noauth2']).default('noauth2'),
      allow_noauth_beyond_loopback: trueOrFalse.default(false),
    }).prefault({}),
  ),
  hosts: leftOutIfNull(z.array(host, { error: mustBe('a list of compute hosts') }).default([])),
  tc: leftOutIfNull(
    section({
      htb_rate: rateMbit.default(80),
      link_rate: rateMbit.optional(),
      borrow: trueOrFalse.default(true),
    }).prefault({}),
  ),
  libvirt: leftOutIfNull(
    section({
      balloon_timeout: seconds.default(5),
      balloon_guard: trueOrFalse.default(true),
      memory_floor: whole('a whole number of MiB, 1 or more', 1, 2 ** 43).default(64),
      command_timeout: seconds.default(5),
    }).prefault({}),
  ),
  log: leftOutIfNull(section({ level: oneOf(['debug', 'info', 'warn', 'error']).default('info') }).prefault({})),
});

/** The configuration, complete: defaults filled in, units as in the file (Mbit, MiB, seconds). */
export type Config = z.output<typeof file>;
export type HostConfig = Config['hosts'][number];
