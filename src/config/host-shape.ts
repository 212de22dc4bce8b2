import { z } from 'zod';
import { matching, oneOf, rateMbit, text, whole } from './values.ts';
import { leftOutIfNull, mustBe, section } from './words.ts';

const ssh = section({
  address: text('a host name or an IP address'),
  port: whole('a TCP port, 1 to 65535', 1, 65_535).default(22),
  user: text('the name of a user').default('root'),
  key_file: text('the path of a private key'),
  known_hosts_file: text('the path of a known_hosts file'),
});

/** What sudo runs: tc and virsh, neither, or tc alone. */
const sudo = z.custom<boolean | 'tc'>((given) => typeof given === 'boolean' || given === 'tc', {
  error: mustBe('true, false or tc'),
});

/** What every host has, whatever the way to it and its name. */
const common = {
  uri: text("libvirt's connection URI").default('qemu:///system'),
  uplink: matching('auto or the name of a network interface', /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/).default('auto'),
  sudo: sudo.optional(),
  tc: leftOutIfNull(section({ htb_rate: rateMbit.optional(), link_rate: rateMbit.optional() }).prefault({})),
};

const named = {
  name: matching('a name of letters, digits, dots, dashes and underscores', /^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  ...common,
};

const transports = ['local', 'ssh'] as const;

/** One entry of `hosts`. */
export const host = z.discriminatedUnion(
  'transport',
  [section({ ...named, transport: z.literal('local') }), section({ ...named, transport: z.literal('ssh'), ssh })],
  {
    error: ({ code, input }) =>
      code === 'invalid_union'
        ? mustBe(transports.join(' or '))({ input: (input as { transport?: unknown }).transport })
        : mustBe('a map of keys')({ input }),
  },
);

/** For a host whose transport is none, to tell what else is wrong with it. */
export const hostOfAnyKind = section({ ...named, transport: z.unknown().optional(), ssh: z.unknown().optional() });

/** How to reach each host that Nova names and `hosts` does not: as one entry of `hosts`, by ssh, without a name. */
export const hostTemplate = section({ ...common, transport: oneOf(['ssh']).default('ssh'), ssh });
