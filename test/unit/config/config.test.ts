import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError, checkConfig, fakeConfig, parseConfig, readConfig } from '../../../src/config.ts';
import { problemsOf } from './problems-of.ts';

const oneHost = 'hosts: [{name: compute1, transport: local}]';

describe('a configuration', () => {
  test('that names one host has a default for all else', () => {
    expect(parseConfig(oneHost)).toEqual({
      driver: 'libvirt',
      http: { address: '127.0.0.1', port: 9774, trusted_proxies: [], cors_origins: [] },
      policy: { profile: 'default' },
      bounds: [],
      inventory: 'libvirt',
      nova: {},
      proxy: false,
      store: {},
      reconcile: 'repair',
      reconcile_interval: 60,
      orphan_grace: 300,
      auth: { strategy: 'noauth2', allow_noauth_beyond_loopback: false },
      hosts: [{ name: 'compute1', transport: 'local', uri: 'qemu:///system', uplink: 'auto', tc: {} }],
      tc: { htb_rate: 80, borrow: true },
      libvirt: { balloon_timeout: 5, balloon_guard: true, memory_floor: 64, command_timeout: 5 },
      log: { level: 'info' },
    });
  });

  test('has defaults for the ssh of a host', () => {
    const [host] = parseConfig(
      'hosts: [{name: c, transport: ssh, ssh: {address: 10.0.0.1, key_file: /k, known_hosts_file: /h}}]',
    ).hosts;

    expect(host).toMatchObject({
      ssh: { address: '10.0.0.1', port: 22, user: 'root', key_file: '/k', known_hosts_file: '/h' },
    });
  });

  test('may leave a section empty, as with all its lines commented out', () => {
    const text = 'http:\nauth:\ntc:\nlibvirt:\nlog:\nhosts:\n  - name: compute1\n    transport: local\n    tc:\n';

    expect(parseConfig(text)).toEqual(parseConfig(oneHost));
  });

  test('cannot be changed later, in no part of it', () => {
    const config = parseConfig(oneHost);

    expect(() => Object.assign(config.http, { address: '0.0.0.0' })).toThrow(TypeError);
    expect(() => Object.assign(config.hosts[0] as object, { name: 'other' })).toThrow(TypeError);
  });

  test('of the in-memory driver takes no hosts', () => {
    expect(fakeConfig()).toMatchObject({ driver: 'fake', hosts: [] });
  });
});

describe('one wrong value is one sentence that names the key and what would be right', () => {
  test.each([
    ['driver: xen', 'driver: must be libvirt or fake, not "xen"'],
    ['http: {port: 70000}', 'http.port: must be a TCP port, 0 to 65535, not 70000'],
    ['http: {port: "9774"}', 'http.port: must be a TCP port, 0 to 65535, not "9774"'],
    ['http: {port: 1.5}', 'http.port: must be a TCP port, 0 to 65535, not 1.5'],
    ['http: {address: localhost}', 'http.address: must be an IP address, not "localhost"'],
    ['auth: {strategy: ldap}', 'auth.strategy: must be noauth2 or keystone, not "ldap"'],
    [
      'auth: {allow_noauth_beyond_loopback: yes}',
      'auth.allow_noauth_beyond_loopback: must be true or false, not "yes"',
    ],
    ['store: {file: 7}', 'store.file: must be the path of the database, or :memory: to keep nothing, not 7'],
    [
      'store: {mariadb: {}}',
      'store.mariadb.password_file: is missing: it must be the path of a file with the password',
    ],
    ['reconcile: no', 'reconcile: must be repair or report, not "no"'],
    ['orphan_grace: 0', 'orphan_grace: must be a number of seconds, 0.1 to 86400, not 0'],
    ['tc: {htb_rate: 0}', 'tc.htb_rate: must be a number of Mbit/s, above 0 and at most 1000000, not 0'],
    ['tc: {htb_rate: 80mbit}', 'tc.htb_rate: must be a number of Mbit/s, above 0 and at most 1000000, not "80mbit"'],
    ['tc: {htb_rate: .nan}', 'tc.htb_rate: must be a number of Mbit/s, above 0 and at most 1000000, not NaN'],
    ['tc: {htb_rate: }', 'tc.htb_rate: must be a number of Mbit/s, above 0 and at most 1000000, not null'],
    ['tc: {link_rate: .inf}', 'tc.link_rate: must be a number of Mbit/s, above 0 and at most 1000000, not Infinity'],
    ['tc: {borrow: 1}', 'tc.borrow: must be true or false, not 1'],
    ['libvirt: {balloon_timeout: 0}', 'libvirt.balloon_timeout: must be a number of seconds, 0.1 to 600, not 0'],
    ['libvirt: {command_timeout: 601}', 'libvirt.command_timeout: must be a number of seconds, 0.1 to 600, not 601'],
    ['libvirt: {memory_floor: 0.5}', 'libvirt.memory_floor: must be a whole number of MiB, 1 or more, not 0.5'],
    ['libvirt: {ballooning_ram_ratio: 0.5}', 'libvirt.ballooning_ram_ratio: must be a number, 1 or more, not 0.5'],
    [
      'libvirt: {ballooning_ram_ratio: .inf}',
      'libvirt.ballooning_ram_ratio: must be a number, 1 or more, not Infinity',
    ],
    ['log: {level: verbose}', 'log.level: must be debug or info or warn or error, not "verbose"'],
    ['log: {level: &a [*a]}', 'log.level: must be debug or info or warn or error, not <ref *1> [ [Circular *1] ]'],
    ['log: quiet', 'log: must be a map with the keys level, not "quiet"'],
    ['tc: [80]', 'tc: must be a map with the keys htb_rate, link_rate, borrow, not [ 80 ]'],
    ['tc: {htb_rat: 80}', 'tc: has no htb_rat; its keys are htb_rate, link_rate, borrow'],
    [
      'host: []',
      'the file has no host; its keys are driver, http, auth, policy, bounds, inventory, nova, proxy, hosts, host_template, store, reconcile, reconcile_interval, orphan_grace, tc, libvirt, log',
    ],
  ])('%s', (text, problem) => {
    expect(problemsOf(`${text}\n${oneHost}`)).toEqual([problem]);
  });

  test.each([
    ['hosts: compute1', 'hosts: must be a list of compute hosts, not "compute1"'],
    ['hosts: [compute1]', 'hosts[0]: must be a map of keys, not "compute1"'],
    ['hosts: [{name: c}]', 'hosts[0].transport: is missing: it must be local or ssh'],
    ['hosts: [{name: c, transport: rsh}]', 'hosts[0].transport: must be local or ssh, not "rsh"'],
    [
      'hosts: [{transport: local}]',
      'hosts[0].name: is missing: it must be a name of letters, digits, dots, dashes and underscores',
    ],
    [
      'hosts: [{name: "a b", transport: local}]',
      'hosts[0].name: must be a name of letters, digits, dots, dashes and underscores, not "a b"',
    ],
    ['hosts: [{name: c, transport: local, uri: ""}]', 'hosts[0].uri: must be libvirt\'s connection URI, not ""'],
    [
      'hosts: [{name: c, transport: local, uplink: "eth0 root"}]',
      'hosts[0].uplink: must be auto or the name of a network interface, not "eth0 root"',
    ],
    [
      'hosts: [{name: c, transport: local, uplink: a234567890123456}]',
      'hosts[0].uplink: must be auto or the name of a network interface, not "a234567890123456"',
    ],
    [
      'hosts: [{name: c, transport: ssh}]',
      'hosts[0].ssh: is missing: it must be a map with the keys address, port, user, key_file, known_hosts_file',
    ],
    [
      'hosts: [{name: c, transport: ssh, ssh: {address: a, known_hosts_file: /h}}]',
      'hosts[0].ssh.key_file: is missing: it must be the path of a private key',
    ],
    [
      'hosts: [{name: c, transport: ssh, ssh: {address: a, key_file: /k}}]',
      'hosts[0].ssh.known_hosts_file: is missing: it must be the path of a known_hosts file',
    ],
    [
      'hosts: [{name: c, transport: local, ssh: {}}]',
      'hosts[0]: has no ssh; its keys are name, uri, uplink, sudo, tc, transport',
    ],
    ['driver: libvirt', 'hosts: must have one compute host or more (or say driver: fake)'],
    ['', 'hosts: must have one compute host or more (or say driver: fake)'],
    [
      'just text',
      'the file must be a map with the keys driver, http, auth, policy, bounds, inventory, nova, proxy, hosts, host_template, store, reconcile, reconcile_interval, orphan_grace, tc, libvirt, log, not "just text"',
    ],
    [
      '- a\n- b',
      "the file must be a map with the keys driver, http, auth, policy, bounds, inventory, nova, proxy, hosts, host_template, store, reconcile, reconcile_interval, orphan_grace, tc, libvirt, log, not [ 'a', 'b' ]",
    ],
  ])('%s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test('a long value is cut off', () => {
    const [problem = ''] = problemsOf(`driver: ${'x'.repeat(500)}`);

    expect(problem.length).toBeLessThan(120);
  });

  test('no sentence is in the words of a library', () => {
    const text = 'driver: 1\nhttp: 2\nauth: 3\nhosts: 4\ntc: 5\nlibvirt: {memory_floor: x}\nlog: {level: 7}\nx: 8';

    const problems = problemsOf(text);

    expect(problems).toHaveLength(8);
    expect(problems.join('\n')).not.toMatch(/Invalid|expected|received|Unrecognized/i);
  });
});

describe('every problem is told at once', () => {
  test('those of different keys, and contradictions between keys that are right', () => {
    const problems = problemsOf(`
      http: {address: 0.0.0.0}
      tc: {link_rate: 50}
      log: {level: loud}
      wrong: 1
      hosts:
        - {name: same, transport: local}
        - {name: same, transport: local}
        - {name: "?", transport: telnet, uplink: "", more: 1}
    `);

    expect(problems).toEqual([
      'hosts[2].transport: must be local or ssh, not "telnet"',
      expect.stringMatching(/^hosts\[2\]\.name: must be a name/),
      expect.stringMatching(/^hosts\[2\]\.uplink: must be auto/),
      expect.stringMatching(/^hosts\[2\]: has no more; its keys are name/),
      expect.stringMatching(/^log\.level: /),
      expect.stringMatching(/^the file has no wrong/),
      'hosts: two hosts are named same; every host must have a name of its own',
      expect.stringMatching(/^http\.address: 0\.0\.0\.0 can be reached from outside/),
      'host same: htb_rate 80 is above link_rate 50; it must be that or less',
      'host same: htb_rate 80 is above link_rate 50; it must be that or less',
    ]);
  });

  test('but not what only follows from another problem', () => {
    expect(problemsOf('hosts: [{name: c, transport: local, uri: 5}]')).toEqual([
      expect.stringMatching(/^hosts\[0\]\.uri: /),
    ]);
    expect(problemsOf(`http: {address: 0.0.0.0}\nauth: {allow: true}\n${oneHost}`)).toEqual([
      expect.stringMatching(/^auth: has no allow/),
    ]);
    expect(problemsOf('tc: {htb_rate: lots}\nhosts: [{name: c, transport: local, tc: {link_rate: 50}}]')).toEqual([
      expect.stringMatching(/^tc\.htb_rate: /),
    ]);
  });

  test('in a message that counts them', () => {
    const parse = () => parseConfig('driver: xen\nlog: {level: loud}', '/etc/novatune.yaml');

    expect(parse).toThrow(/^\/etc\/novatune\.yaml has 2 problems:\n {2}driver: .*\n {2}log\.level: /);
    expect(() => parseConfig('', 'x')).toThrow(/^x has a problem:\n {2}hosts: /);
  });
});

describe('text that is no YAML', () => {
  test('is told by line and column, every place', () => {
    const problems = problemsOf('tc: {htb_rate: 80\nlog: level: info\n');

    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatch(/^line \d+, column \d+: not valid YAML: [^\n]+$/);
  });

  test('is told when a key is there twice', () => {
    expect(problemsOf('driver: fake\nlog:\n  level: info\n  level: warn\n')).toEqual([
      'line 4, column 3: the key is there twice in the same map; it must be there once',
    ]);
  });

  test('is told when there are two documents', () => {
    expect(problemsOf('driver: fake\n---\ndriver: libvirt\n')).toEqual([
      expect.stringMatching(/^line \d+, column \d+: a second document begins/),
    ]);
  });

  test('is told when it refers to what is not there, or without end', () => {
    expect(problemsOf('tc: *rates\n')).toEqual([expect.stringMatching(/^the file is not valid YAML: .*rates/)]);
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefg'[index]},`.repeat(9)}]`),
    ];
    expect(problemsOf(bomb.join('\n'))).toEqual([expect.stringMatching(/^the file is not valid YAML: /)]);
  });
});

describe('noauth2', () => {
  const listening = (address: string, auth = '') => problemsOf(`driver: fake\nhttp: {address: "${address}"}\n${auth}`);

  test.each([
    '127.0.0.1',
    '127.8.9.10',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
  ])('may listen on %s', (address) => {
    expect(listening(address)).toEqual([]);
  });

  test.each([
    '0.0.0.0',
    '::',
    '::ffff:0.0.0.0',
    '10.0.0.1',
    'fe80::1',
    '128.0.0.1',
    '::ffff:10.0.0.1',
  ])('may listen on %s only when the operator says so in so many words', (address) => {
    expect(listening(address)).toEqual([
      `http.address: ${address} can be reached from outside, but with noauth2 anyone may call themselves admin; ` +
        'it must be 127.0.0.1 or ::1, or auth.allow_noauth_beyond_loopback must be true',
    ]);
    expect(listening(address, 'auth: {allow_noauth_beyond_loopback: true}')).toEqual([]);
  });
});

describe('rates', () => {
  test("of a host are compared with the link's, each its own or everyone's", () => {
    const hosts = (tc: string) => `hosts: [{name: c, transport: local, tc: ${tc}}]`;

    expect(problemsOf(hosts('{htb_rate: 100, link_rate: 100}'))).toEqual([]);
    expect(problemsOf(hosts('{htb_rate: 101, link_rate: 100}'))).toHaveLength(1);
    expect(problemsOf(`tc: {link_rate: 100}\n${hosts('{htb_rate: 101}')}`)).toHaveLength(1);
    expect(problemsOf(`tc: {htb_rate: 101}\n${hosts('{link_rate: 100}')}`)).toHaveLength(1);
    expect(problemsOf(`tc: {htb_rate: 101, link_rate: 100}\n${hosts('{link_rate: 200}')}`)).toEqual([]);
  });
});

describe('checkConfig, after an argument has changed something', () => {
  const changed = (http: object) => () => checkConfig({ ...fakeConfig(), http: { ...fakeConfig().http, ...http } });

  test('lets through what is right', () => {
    expect(changed({ port: 0 })()).toMatchObject({ http: { address: '127.0.0.1', port: 0 } });
  });

  test.each([
    [{ address: '0.0.0.0' }, /can be reached from outside/],
    [{ address: '127.evil.example.org' }, /must be an IP address/],
    [{ port: 99_999 }, /must be a TCP port/],
    [{ port: Number.NaN }, /must be a TCP port/],
  ])('refuses %o', (http, problem) => {
    expect(changed(http)).toThrow(ConfigError);
    expect(changed(http)).toThrow(problem);
  });
});

describe('readConfig', () => {
  let folder: string;
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'novatune-config-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('reads a file', () => {
    expect(readConfig(write('c.yaml', oneHost)).hosts).toHaveLength(1);
  });

  test('says which file cannot be read, and why', () => {
    expect(() => readConfig(join(folder, 'none.yaml'))).toThrow(
      /none\.yaml has a problem:\n {2}the file cannot be read: ENOENT/,
    );
    expect(() => readConfig(folder)).toThrow(/cannot be read: EISDIR/);
  });

  test('says at once which files that it names cannot be read', () => {
    const key = write('key', 'secret');
    chmodSync(key, 0o600);
    const ssh = (keyFile: string, hosts: string) =>
      `ssh: {address: a, key_file: ${keyFile}, known_hosts_file: ${hosts}}`;
    const path = write(
      'c.yaml',
      `hosts:\n  - {name: one, transport: ssh, ${ssh('/no/key', '/no/hosts')}}\n  - {name: two, transport: ssh, ${ssh(key, '/no/hosts')}}\nlog: {level: loud}\n`,
    );
    const problems = (() => {
      try {
        readConfig(path);
      } catch (error) {
        return (error as ConfigError).problems;
      }
      return [];
    })();

    expect(problems).toEqual([
      expect.stringMatching(/^log\.level/),
      'host one: ssh.key_file: /no/key must be a file that can be read: ENOENT',
      'host one: ssh.known_hosts_file: /no/hosts must be a file that can be read: ENOENT',
      'host two: ssh.known_hosts_file: /no/hosts must be a file that can be read: ENOENT',
    ]);
  });
});
