import { accessSync, constants } from 'node:fs';
import { BlockList, isIPv6 } from 'node:net';
import type { Config } from './config-shape.ts';

/** Something that no single key can tell. */
export interface ConfigCheck {
  /** The sections that must be right by themselves, or this check would report what is only a consequence. */
  readonly needs: readonly (keyof Config)[];
  /** What is wrong, one sentence each. */
  problems(config: Config): string[];
}

const hasHosts: ConfigCheck = {
  needs: ['driver', 'hosts'],
  problems: ({ driver, hosts }) =>
    driver === 'libvirt' && hosts.length === 0
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

const staysOnLoopback: ConfigCheck = {
  needs: ['http', 'auth'],
  problems({ http: { address }, auth }) {
    if (isLoopback(address) || auth.allow_noauth_beyond_loopback) return [];
    return [
      `http.address: ${address} can be reached from outside, but with noauth2 anyone may call themselves admin; ` +
        'it must be 127.0.0.1 or ::1, or auth.allow_noauth_beyond_loopback must be true',
    ];
  },
};

const fitsLink: ConfigCheck = {
  needs: ['tc'],
  problems: ({ tc, hosts }) =>
    hosts.flatMap(({ name, tc: own }) => {
      const htbRate = own.htb_rate ?? tc.htb_rate;
      const linkRate = own.link_rate ?? tc.link_rate;
      if (linkRate === undefined || htbRate <= linkRate) return [];
      return [`host ${name}: htb_rate ${htbRate} is above link_rate ${linkRate}; it must be that or less`];
    }),
};

/** What holds for every configuration. */
export const configChecks: readonly ConfigCheck[] = [hasHosts, namesDiffer, staysOnLoopback, fitsLink];

/** For a file that is about to be used: the files that it names must be there. */
export const filesAreReadable: ConfigCheck = {
  needs: [],
  problems: ({ hosts }) =>
    hosts.flatMap((host) => {
      if (host.transport !== 'ssh') return [];
      const { key_file, known_hosts_file } = host.ssh;
      return Object.entries({ key_file, known_hosts_file }).flatMap(([key, path]) => {
        const code = findReadError(path);
        return code === undefined
          ? []
          : [`host ${host.name}: ssh.${key}: ${path} must be a file that can be read: ${code}`];
      });
    }),
};

function findReadError(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Also true for an IPv4 address in IPv6 form, `::ffff:127.0.0.1`. */
const isLoopback = (address: string): boolean => loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
