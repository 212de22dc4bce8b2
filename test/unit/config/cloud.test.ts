import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config.ts';
import { problemsOf } from './problems-of.ts';

const oneHost = 'hosts: [{name: compute1, transport: local}]';
const login = 'keystone: {auth_url: "http://k:5000", username: novatune, password: "1", project_name: service}';
const withLogin = `auth: {strategy: keystone, ${login}}`;
const ssh = '{address: "{hypervisor_hostname}", key_file: /k, known_hosts_file: /h}';

test('a login to Keystone has a default for what is the same in most clouds', () => {
  expect(parseConfig(`${withLogin}\n${oneHost}`).auth.keystone).toEqual({
    auth_url: 'http://k:5000',
    auth_type: 'password',
    username: 'novatune',
    user_domain_name: 'Default',
    password: '1',
    project_name: 'service',
    project_domain_name: 'Default',
    interface: 'internal',
    insecure: false,
    token_cache_time: 300,
  });
});

test('beside an OpenStack a configuration needs no list of hosts', () => {
  expect(problemsOf(`${withLogin}\ninventory: nova\nproxy: true\nhost_template: {ssh: ${ssh}}`)).toEqual([]);
});

test('with Keystone the service may be reached from outside', () => {
  expect(problemsOf(`http: {address: 0.0.0.0}\n${withLogin}\n${oneHost}`)).toEqual([]);
});

describe('one wrong value is one sentence that names the key and what would be right', () => {
  test.each([
    [
      'auth: {strategy: keystone}',
      'auth.keystone: is missing: with strategy keystone it must say where Keystone is and how novatuned logs in',
    ],
    [
      'auth: {keystone: {auth_url: "k:5000", username: u, password: p, project_name: s}}',
      'auth.keystone.auth_url: must be the URL of Keystone, such as https://keystone.example.org:5000/v3, not "k:5000"',
    ],
    [
      'auth: {keystone: {auth_url: "http://k", password: p, project_name: s}}',
      'auth.keystone.username: is missing: auth_type password takes it',
    ],
    [
      'auth: {keystone: {auth_url: "http://k", username: u, project_name: s}}',
      'auth.keystone.password: is missing: it must be given either here or by password_file',
    ],
    [
      'auth: {keystone: {auth_url: "http://k", username: u, password: p, password_file: /p, project_name: s}}',
      'auth.keystone.password: is there twice: it must be given either here or by password_file',
    ],
    [
      'auth: {keystone: {auth_url: "http://k", auth_type: v3applicationcredential, application_credential_id: i}}',
      'auth.keystone.application_credential_secret: is missing: it must be given either here or by application_credential_secret_file',
    ],
    ['inventory: nova', 'inventory: nova takes auth.keystone, for novatuned asks Nova with a login of its own'],
    [
      `auth: {${login}}\ninventory: nova`,
      'inventory: nova takes auth.strategy: keystone; with noauth2 anyone may call themselves admin of real servers',
    ],
    [
      'proxy: true\nnova: {endpoint: "http://nova"}',
      'proxy: true takes auth.strategy: keystone; with noauth2 anyone may call themselves admin of real servers',
    ],
    ['proxy: true', 'proxy: true takes nova.endpoint, or auth.keystone to find nova-api in the catalog'],
    [
      'nova: {endpoint: "http://user:pw@nova"}',
      'nova.endpoint: must be the URL of nova-api, such as http://nova.example.org:8774/v2.1, not "http://user:pw@nova"',
    ],
    [
      'http: {trusted_proxies: [10.0.0.0/33]}',
      'http.trusted_proxies[0]: must be an IP address, or a subnet such as 192.0.2.0/24, not "10.0.0.0/33"',
    ],
    [
      'http: {cors_origins: ["https://dashboard/"]}',
      'http.cors_origins[0]: must be an origin such as https://dashboard.example.org, or *, not "https://dashboard/"',
    ],
    ['http: {tls: {cert_file: /c}}', 'http.tls.key_file: is missing: it must be the path of its private key in PEM'],
    ['bounds: [{action: set-cpu-priority}]', 'bounds[0]: must have min, max or both'],
    [
      'bounds: [{action: set-cpu-priority, min: 2, max: 1}]',
      'bounds[0]: min 2 is above max 1; it must be that or less',
    ],
    [`host_template: {ssh: ${ssh}}`, 'host_template: takes inventory: nova, which names the hosts'],
    [
      `${withLogin}\ninventory: nova\nhost_template: {ssh: {address: "{node}", key_file: /k, known_hosts_file: /h}}`,
      [
        'host_template.ssh.address: has {node}; it may have {hypervisor_hostname} and {host}',
        'host_template.ssh.address: must have {hypervisor_hostname} or {host}, or every host would be the same one',
      ],
    ],
  ])('%s', (text, problems) => {
    expect(problemsOf(`${text}\n${oneHost}`)).toEqual([problems].flat());
  });

  test('a secret is not shown in what is wrong with it', () => {
    const problems = problemsOf(
      `auth: {keystone: {auth_url: "http://k", username: u, password: 12345, project_name: s}}\n${oneHost}`,
    );

    expect(problems).toEqual(['auth.keystone.password: must be a password, in quotes if it is all digits']);
  });
});
