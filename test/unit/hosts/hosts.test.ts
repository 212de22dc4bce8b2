import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Config, fakeConfig, parseConfig } from '../../../src/config.ts';
import { fakeCluster } from '../../../src/fake/fake-cluster.ts';
import { Hosts } from '../../../src/hosts.ts';
import { NovaApi } from '../../../src/inventory/nova-api.ts';
import { NovaInventory } from '../../../src/inventory/nova-inventory.ts';
import { loadTransports } from '../../../src/transports.ts';
import { FakeNova } from '../../fakes/nova.ts';
import { newSshKey } from '../../fakes/ssh-key.ts';
import { silent } from '../fake/fake-servers.ts';

const folder = mkdtempSync(join(tmpdir(), 'novatune-hosts-'));
const keyFile = join(folder, 'key');
const knownHosts = join(folder, 'known_hosts');

beforeAll(() => {
  const { private: key, public: shown } = newSshKey();
  writeFileSync(keyFile, key, { mode: 0o600 });
  writeFileSync(knownHosts, `* ${shown}\n`);
});

afterAll(() => rmSync(folder, { recursive: true }));

const cloudOf = (rest: string, port = 22): Config =>
  parseConfig(`
inventory: nova
auth:
  strategy: keystone
  keystone: { auth_url: "http://127.0.0.1:1", username: novatune, password: p, project_name: service }
libvirt: { command_timeout: 0.5 }
${rest.replaceAll('SSH', `port: ${port}, key_file: ${keyFile}, known_hosts_file: ${knownHosts}`)}
`);

const template = 'host_template: { ssh: { address: "{hypervisor_hostname}", SSH } }';
const named = (hostName: string, hypervisorHostname: string | undefined = undefined) => ({
  hostName,
  hypervisorHostname,
});

async function open(config: Config): Promise<Hosts> {
  const hosts = new Hosts(config, silent, { openTransport: await loadTransports(config), fakes: [] });
  onTestFinished(() => hosts.close());
  return hosts;
}

describe('a host that Nova names', () => {
  const two = 'hosts: [{ name: compute1, transport: local }, { name: node-2.example.org, transport: local }]';

  test('is the configured one of that name, Nova’s name before libvirt’s', async () => {
    const hosts = await open(cloudOf(two));

    expect(hosts.get(named('compute1', 'node-2.example.org')).name).toBe('compute1');
    expect(hosts.get(named('compute2', 'node-2.example.org')).name).toBe('node-2.example.org');
  });

  test('is none where nothing has that name, and the log is told both', async () => {
    const hosts = await open(cloudOf(two));

    expect(() => hosts.get(named('compute9', 'node-9'))).toThrow(
      'the host "compute9" (hypervisor "node-9") is no name of hosts, and there is no host_template',
    );
  });

  test('is made by the template where no configured one has that name, once', async () => {
    const hosts = await open(cloudOf(`${two}\n${template}`));

    const host = hosts.get(named('compute9', 'node-9'));

    expect(host.name).toBe('compute9');
    expect(hosts.get(named('compute9', 'node-9'))).toBe(host);
    expect(hosts.get(named('compute1', 'node-9')).name).toBe('compute1');
  });

  test('is one host under all names that lead to the same address', async () => {
    const hosts = await open(cloudOf(template));

    expect(hosts.get(named('compute9', 'node-9'))).toBe(hosts.get(named('compute9.example.org', 'NODE-9')));
    expect(hosts.get(named('compute8', 'node-8'))).not.toBe(hosts.get(named('compute9', 'node-9')));
  });

  test('takes its settings from the template', async () => {
    const hosts = await open(
      cloudOf('host_template: { uplink: bond0, tc: { htb_rate: 400 }, ssh: { address: "{host}", SSH } }'),
    );

    expect(hosts.get(named('compute9')).settings).toMatchObject({
      name: 'compute9',
      uplink: 'bond0',
      htbRate: 400_000,
    });
  });

  test('is refused where its name is no host’s', async () => {
    const hosts = await open(cloudOf(template));

    expect(() => hosts.get(named('compute9', '-oProxyCommand=x'))).toThrow('plain host names');
  });

  test('is not made any more while the service stops', async () => {
    const hosts = await open(cloudOf(template));
    await hosts.close();

    expect(() => hosts.get(named('compute9', 'node-9'))).toThrow('while the service stops');
  });
});

test('the hosts of the in-memory driver are the configured ones', async () => {
  const config = fakeConfig();
  const ways = { openTransport: await loadTransports(config), fakes: fakeCluster() };

  expect(new Hosts(config, silent, ways).configured.map(({ name }) => name)).toEqual([
    'compute1',
    'compute2',
    'compute3',
  ]);
});

test('a derived host that says nothing costs its first request the time of a command, and the next ones nothing', async () => {
  // Takes connections and never says a word, as a host that is half dead.
  const sockets = new Set<Socket>();
  const mute = createServer((socket) => void sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  const hosts = await open(cloudOf(template, (mute.address() as { port: number }).port));
  const nova = new FakeNova();
  const id = 'a0000000-0000-4000-8000-000000000001';
  nova.add(id, { host: 'dead', hypervisorHostname: '127.0.0.1' });
  const inventory = new NovaInventory(new NovaApi(nova), hosts, {
    hostChanged: () => {},
    domainRead: () => {},
    domainEvent: () => {},
  });
  onTestFinished(async () => {
    inventory.stop();
    await hosts.close();
    for (const socket of sockets) socket.destroy();
    mute.close();
  });
  const timed = async (): Promise<number> => {
    const startedAt = performance.now();
    const server = await inventory.find(id, 'known');
    await expect(server!.getDomain()).rejects.toMatchObject({ kind: 'hostUnavailable' });
    return performance.now() - startedAt;
  };

  const first = await timed();
  const next = await Promise.all(Array.from({ length: 20 }, () => timed()));

  expect(first).toBeLessThan(1500);
  expect(Math.max(...next)).toBeLessThan(200);
});
