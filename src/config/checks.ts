import { BlockList, isIPv6 } from 'node:net';
import { cloudChecks } from './cloud-checks.ts';
import type { Config } from './shape.ts';

/** Something that no single key can tell. */
export interface ConfigCheck {
  /** The sections that must be right by themselves, or this check would report what is only a consequence. */
  readonly needs: readonly (keyof Config)[];
  /** What is wrong, one sentence each. */
  problems(config: Config): string[];
}

const hasHosts: ConfigCheck = {
  needs: ['driver', 'hosts', 'host_template'],
  problems: ({ driver, hosts, host_template }) =>
    driver === 'libvirt' && hosts.length === 0 && host_template === undefined
      ? ['hosts: must have one compute host or more (or say driver: fake)']
      : [],
};

const namesDiffer: ConfigCheck = {
  needs: [],
  problems({ hosts }) {
    const names = hosts.map(({ name }) => name);
    const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
    return [...twice].map((name) => `hosts: two hosts are named ${name}; every host must have a name of its own`);
  },
};

const oneStore: ConfigCheck = {
  needs: ['store'],
  problems: ({ store: { file, mariadb } }) =>
    file === undefined || mariadb === undefined
      ? []
      : ['store: has both file and mariadb; it must have one of the two'],
};

const staysOnLoopback: ConfigCheck = {
  needs: ['http', 'auth'],
  problems({ http: { address }, auth }) {
    if (auth.strategy !== 'noauth2' || isLoopback(address) || auth.allow_noauth_beyond_loopback) return [];
    return [
      `http.address: ${address} can be reached from outside, but with noauth2 anyone may call themselves admin; ` +
        'it must be 127.0.0.1 or ::1, or auth.allow_noauth_beyond_loopback must be true',
    ];
  },
};

const fitsLink: ConfigCheck = {
  needs: ['tc'],
  problems: ({ tc, hosts, host_template }) =>
    [...hosts, ...(host_template === undefined ? [] : [host_template])].flatMap((host) => {
      const htbRate = host.tc.htb_rate ?? tc.htb_rate;
      const linkRate = host.tc.link_rate ?? tc.link_rate;
      if (linkRate === undefined || htbRate <= linkRate) return [];
      const where = 'name' in host ? `host ${host.name}` : 'host_template';
      return [`${where}: htb_rate ${htbRate} is above link_rate ${linkRate}; it must be that or less`];
    }),
};

/** What holds for every configuration. */
export const configChecks: readonly ConfigCheck[] = [
  hasHosts,
  namesDiffer,
  oneStore,
  staysOnLoopback,
  fitsLink,
  ...cloudChecks,
];

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Also true for an IPv4 address in IPv6 form, `::ffff:127.0.0.1`. */
const isLoopback = (address: string): boolean => loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
