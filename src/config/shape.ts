import { z } from 'zod';
import { keystone } from './auth-shape.ts';
import { host, hostTemplate } from './host-shape.ts';
import {
  addressOrSubnet,
  httpUrl,
  ipAddress,
  matching,
  oneOf,
  origin,
  rateMbit,
  ratio,
  seconds,
  secondsToADay,
  text,
  trueOrFalse,
  whole,
} from './values.ts';
import { leftOutIfNull, mustBe, section } from './words.ts';

const limit = whole('a whole number', -1, Number.MAX_SAFE_INTEGER);

/** How far whoever has the role may go in one action; see identity/. */
const bound = section({
  action: matching('the name of an action, such as set-cpu-priority', /^[a-z][a-z-]*$/),
  role: text('the name of a role').optional(),
  project: text('the id of a project').optional(),
  min: limit.optional(),
  max: limit.optional(),
});

const http = section({
  address: ipAddress.default('127.0.0.1'),
  port: whole('a TCP port, 0 to 65535', 0, 65_535).default(9774),
  trusted_proxies: leftOutIfNull(
    z.array(addressOrSubnet, { error: mustBe('a list of IP addresses and subnets') }).default([]),
  ),
  cors_origins: leftOutIfNull(z.array(origin, { error: mustBe('a list of origins') }).default([])),
  tls: leftOutIfNull(
    section({
      cert_file: text('the path of a certificate in PEM, with those between it and its authority'),
      key_file: text('the path of its private key in PEM'),
    }).optional(),
  ),
});

const mariadb = section({
  host: text('the name or address of the database server').default('127.0.0.1'),
  port: whole('a TCP port, 1 to 65535', 1, 65_535).default(3306),
  database: text('the name of a database').default('novatune'),
  user: text('the name of a user').default('novatune'),
  password_file: text('the path of a file with the password'),
});

/** The configuration file: what each key may be, and what it is when left out. */
export const file = section({
  driver: oneOf(['libvirt', 'fake']).default('libvirt'),
  http: leftOutIfNull(http.prefault({})),
  auth: leftOutIfNull(
    section({
      strategy: oneOf(['noauth2', 'keystone']).default('noauth2'),
      allow_noauth_beyond_loopback: trueOrFalse.default(false),
      keystone: leftOutIfNull(keystone.optional()),
    }).prefault({}),
  ),
  policy: leftOutIfNull(
    section({
      profile: oneOf(['default', 'thesis']).default('default'),
      file: text('the path of a policy file').optional(),
    }).prefault({}),
  ),
  bounds: leftOutIfNull(z.array(bound, { error: mustBe('a list of bounds') }).default([])),
  inventory: oneOf(['libvirt', 'nova']).default('libvirt'),
  nova: leftOutIfNull(
    section({
      endpoint: httpUrl('the URL of nova-api, such as http://nova.example.org:8774/v2.1').optional(),
    }).prefault({}),
  ),
  proxy: trueOrFalse.default(false),
  hosts: leftOutIfNull(z.array(host, { error: mustBe('a list of compute hosts') }).default([])),
  host_template: leftOutIfNull(hostTemplate.optional()),
  store: leftOutIfNull(
    section({
      file: text('the path of the database, or :memory: to keep nothing').optional(),
      mariadb: leftOutIfNull(mariadb.optional()),
    }).prefault({}),
  ),
  reconcile: oneOf(['repair', 'report']).default('repair'),
  reconcile_interval: seconds.default(60),
  orphan_grace: secondsToADay.default(300),
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
      ballooning_ram_ratio: ratio.optional(),
      command_timeout: seconds.default(5),
    }).prefault({}),
  ),
  log: leftOutIfNull(section({ level: oneOf(['debug', 'info', 'warn', 'error']).default('info') }).prefault({})),
});

/** The configuration, complete: defaults filled in, units as in the file (Mbit, MiB, seconds). */
export type Config = z.output<typeof file>;
export type HostConfig = Config['hosts'][number];
export type HostTemplateConfig = NonNullable<Config['host_template']>;
export type KeystoneConfig = NonNullable<Config['auth']['keystone']>;
export type BoundConfig = Config['bounds'][number];
