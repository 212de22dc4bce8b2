import { describe, expect, test } from 'vitest';
import { execOnHost } from '../lab/index.ts';
import {
  ask,
  bootServer,
  CloudRefusal,
  type CloudUserName,
  catalog,
  cloudStatus,
  deleteServer,
  keystoneUrl,
  listServers,
  logInAsAdmin,
  readServerConsole,
  runInServer,
} from '../lab/openstack/index.ts';
import { accessOf, keystoneService, onHostOf, serverNamed, tokenByCredential, tokenOf } from './cloud.ts';
import { serverKernel } from './server-kernel.ts';
import { runTool } from './tools.ts';

const names = (servers: readonly { readonly name: string }[]): string[] => servers.map(({ name }) => name).sort();

const serversOf = async (token: string): Promise<string[]> => {
  const response = await fetch(`${catalog.nova.url}/servers`, { headers: { 'X-Auth-Token': token } });
  return names(((await response.json()) as { servers: { name: string }[] }).servers);
};

/** The roles that a user's own token has, those included in others as well. */
async function rolesOf(user: CloudUserName): Promise<string[]> {
  const { token } = await accessOf(user);
  const response = await fetch(`${keystoneUrl}/auth/tokens`, {
    headers: { 'X-Auth-Token': token, 'X-Subject-Token': token },
  });
  return names(((await response.json()) as { token: { roles: { name: string }[] } }).token.roles);
}

describe('the cloud', () => {
  test('has every service running', async () => {
    const status = await cloudStatus();

    expect(status?.services.filter(({ alive }) => !alive)).toEqual([]);
  });

  test.each<[CloudUserName, string[]]>([
    ['admin', ['admin', 'manager', 'member', 'reader']],
    ['demomanager', ['manager', 'member', 'reader']],
    ['demo', ['member', 'reader']],
    ['demoreader', ['reader']],
    ['demoauditor', ['auditor']],
    ['other', ['member', 'reader']],
    ['novatune', ['admin', 'manager', 'member', 'reader', 'service']],
  ])('gives %s a token with the roles %j', async (user, roles) => {
    expect(await rolesOf(user)).toEqual(roles);
  });

  test('gives a user without a role no token for the project', async () => {
    await expect(tokenOf('demonorole')).rejects.toThrow(CloudRefusal);
  });

  test('shows each project its own servers', async () => {
    expect(await serversOf(await tokenOf('demo'))).toEqual(['VM1', 'VM2']);
    expect(await serversOf(await tokenOf('demoreader'))).toEqual(['VM1', 'VM2']);
    expect(await serversOf(await tokenOf('other'))).toEqual(['VMX']);
  });

  test('shows novatune the servers of all projects, and on which host each is', async () => {
    const servers = await listServers(await accessOf('novatune'));

    expect(names(servers)).toEqual(['VM1', 'VM2', 'VMX']);
    expect(servers.map(({ host }) => host)).toEqual(expect.arrayContaining(['compute1']));
  });

  test('takes an application credential for its user, and holds the one with access rules to them', async () => {
    expect(await serversOf(await tokenByCredential('plain'))).toEqual(['VM1', 'VM2']);
    const restricted = await tokenByCredential('readsServers');

    expect(await serversOf(restricted)).toEqual(['VM1', 'VM2']);
    const flavors = await fetch(`${catalog.nova.url}/flavors`, { headers: { 'X-Auth-Token': restricted } });
    expect(flavors.status).toBe(401);
  });

  test('names novatune in its catalog, beside Nova', async () => {
    const { catalog: entries } = await ask<{
      catalog: { type: string; endpoints: { interface: string; url: string }[] }[];
    }>(await accessOf('demo'), 'GET', `${keystoneUrl}/auth/catalog`);

    const urlOf = (type: string) =>
      entries.find((entry) => entry.type === type)?.endpoints.find((endpoint) => endpoint.interface === 'public')?.url;
    expect([urlOf('libvirt-resources'), urlOf('compute')]).toEqual([catalog.novatune.url, catalog.nova.url]);
  });

  test.each([['openstack server list -f value -c Name'], ['nova list --minimal']])('answers %s', async (line) => {
    const { stdout, exitCode } = await runTool(line.split(' '), { user: 'demo' });

    expect(exitCode).toBe(0);
    expect(stdout.match(/\bVM\w\b/g)?.sort()).toEqual(['VM1', 'VM2']);
  });

  test('comes back after Keystone was away', async () => {
    await keystoneService.stop();
    try {
      await expect(tokenOf('demo')).rejects.toThrow();
    } finally {
      await keystoneService.start();
    }

    expect(await serversOf(await tokenOf('demo'))).toEqual(['VM1', 'VM2']);
  });
});

describe.each(['VM1', 'VM2', 'VMX'])('%s', (name) => {
  test('is a domain of the libvirt of the host that Nova names', async () => {
    const server = await serverNamed(name);

    expect(server.status).toBe('ACTIVE');
    expect(await onHostOf(server, 'virsh', 'list', '--uuid')).toContain(server.id);
  });

  test('is ready, and has its address and a shell', async () => {
    const server = await serverNamed(name);

    expect(await readServerConsole(server.id)).toMatch(/^READY\r?$/m);
    expect(await runInServer(server, 'ip -4 addr show dev eth0')).toContain(`inet ${server.ip}/24`);
  });

  test('has memory and CPU shares that the kernels tell', async () => {
    const server = await serverNamed(name);

    expect(await serverKernel.memTotalKiB(server)).toBeGreaterThan(190 * 1024);
    expect(await serverKernel.cpuShares(server)).toBeGreaterThan(1);
    expect(await serverKernel.netClass(server)).toBeUndefined();
  });

  test('is plugged by Neutron into a bridge whose other port is the uplink of its host', async () => {
    const server = await serverNamed(name);
    const [, , bridge = '', ,] = (await onHostOf(server, 'virsh', '--quiet', 'domiflist', server.id))
      .trim()
      .split(/\s+/);

    const ports = (await onHostOf(server, 'ls', `/sys/class/net/${bridge}/brif`)).trim().split(/\s+/);

    expect(ports.filter((port) => !port.startsWith('tap'))).toEqual(['eth1']);
  });
});

test('a server that is booted beside the others can be deleted without a trace', async () => {
  const server = await bootServer({ name: 'passing', project: 'demo', host: 'compute2', number: 90 });
  expect(await runInServer(server, 'echo here')).toBe('here\n');

  await deleteServer(await logInAsAdmin(), server.id);

  expect((await execOnHost('compute2', ['virsh', 'list', '--all', '--uuid'])).stdout).not.toContain(server.id);
});
