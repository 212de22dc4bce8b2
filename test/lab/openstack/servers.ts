import { readFile } from 'node:fs/promises';
import { allEnded } from '../all-ended.ts';
import { waitFor } from '../wait-for.ts';
import { type Access, ask, logIn } from './cloud-api.ts';
import { flavorName } from './compute.ts';
import { imageName } from './images.ts';
import { catalog } from './layout.ts';
import { deletePort, listPorts, makePort } from './network.ts';
import { instancesFolder } from './nova.ts';
import { runInServer } from './server-shell.ts';
import { cloudUsers } from './users.ts';

/** A server as the lab asks Nova for it. */
export interface ServerPlan {
  readonly name: string;
  readonly project: 'demo' | 'other';
  /** The host Nova is told to use; undefined: Nova's scheduler decides. */
  readonly host?: string;
  /** The last byte of its IP address. */
  readonly number: number;
}

/** A server as Nova sees it. */
export interface CloudServer {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly project: string;
  readonly host: string | null;
  readonly domain: string;
  readonly ip: string;
  readonly mac: string;
  /** Why Nova could not do what it was asked for last; undefined when it could. */
  readonly fault?: string;
}

interface NovaAddress {
  readonly addr: string;
  readonly 'OS-EXT-IPS-MAC:mac_addr': string;
}

interface NovaServer {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly tenant_id: string;
  readonly addresses: Readonly<Record<string, readonly NovaAddress[]>>;
  readonly fault?: { readonly message: string };
  readonly 'OS-EXT-SRV-ATTR:host': string | null;
  readonly 'OS-EXT-SRV-ATTR:instance_name': string;
}

export const cloudServers: readonly ServerPlan[] = [
  { name: 'VM1', project: 'demo', host: 'compute1', number: 51 },
  { name: 'VM2', project: 'demo', host: 'compute1', number: 52 },
  { name: 'VMX', project: 'other', number: 53 },
];

const serversUrl = `${catalog.nova.url}/servers`;

/** Boots the servers that are missing, starts those that are shut off, and waits until every one's guest is ready. */
export async function ensureServers(admin: Access): Promise<void> {
  const there = await listServers(admin);
  await allEnded(
    cloudServers.map((plan) => {
      const server = there.find(({ name }) => name === plan.name);
      return server ? ensureRunning(admin, server) : bootServer(plan);
    }),
  );
}

async function ensureRunning(admin: Access, { id, status }: CloudServer): Promise<void> {
  if (status === 'SHUTOFF') await ask(admin, 'POST', `${serversUrl}/${id}/action`, { 'os-start': null });
  await waitUntilReady(admin, id);
}

/** Has Nova boot a server, by the image and flavor of the lab, and waits until its guest is ready. */
export async function bootServer({ name, project, host, number }: ServerPlan): Promise<CloudServer> {
  const admin = await logIn(cloudUsers.admin);
  // Only an admin may name the host, and the server belongs to the project that the token is scoped to.
  const owner = await logIn(host === undefined ? cloudUsers[project] : { ...cloudUsers.admin, project });
  const port = await makePort(admin, owner.projectId, name, number);
  const { server } = await ask<{ server: { id: string } }>(owner, 'POST', serversUrl, {
    server: {
      name,
      imageRef: await findId(owner, `${catalog.glance.url}/v2/images`, 'images', imageName),
      flavorRef: await findId(owner, `${catalog.nova.url}/flavors`, 'flavors', flavorName),
      networks: [{ port }],
      ...(host === undefined ? {} : { availability_zone: `nova:${host}` }),
    },
  });
  return waitUntilReady(admin, server.id);
}

/** Has Nova delete a server with its port, and waits until it is gone. */
export async function deleteServer(admin: Access, id: string): Promise<void> {
  const ports = await listPorts(admin, id);
  await ask(admin, 'DELETE', `${serversUrl}/${id}`);
  const isGone = async () => (await listServers(admin)).every((server) => server.id !== id);
  await waitFor(`server ${id} to be deleted`, isGone, { timeoutMs: 120_000, intervalMs: 300 });
  // Nova lets go of a port that it has not made, and leaves it.
  for (const port of ports) await deletePort(admin, port);
}

/** All servers of all projects. */
export async function listServers(admin: Access): Promise<CloudServer[]> {
  const { servers } = await ask<{ servers: NovaServer[] }>(admin, 'GET', `${serversUrl}/detail?all_tenants=1`);
  return servers.map(describe);
}

/** One server. */
export async function getServer(admin: Access, id: string): Promise<CloudServer> {
  const { server } = await ask<{ server: NovaServer }>(admin, 'GET', `${serversUrl}/${id}`);
  return describe(server);
}

/** Waits until Nova says ACTIVE, the guest READY, and its shell answers from outside the hosts: Neutron has plugged it. */
export async function waitUntilReady(admin: Access, id: string): Promise<CloudServer> {
  const isUp = async () => {
    const server = await getServer(admin, id);
    if (server.status === 'ERROR') throw new Error(`Nova could not boot ${server.name}: ${server.fault}`);
    if (server.status !== 'ACTIVE' || !/READY\r?$/m.test(await readServerConsole(id))) return undefined;
    const isReachable = await runInServer(server, 'true', { timeoutMs: 5000 }).catch(() => 'no');
    return isReachable === '' && server;
  };
  const explain = async () => `The end of its console:\n${(await readServerConsole(id)).slice(-1500)}`;
  return waitFor(`server ${id} to be ready`, isUp, { timeoutMs: 180_000, intervalMs: 300, explain });
}

/** What a server's guest has said since it was started, by the file that libvirt keeps for Nova. */
export async function readServerConsole(id: string): Promise<string> {
  return readFile(`${instancesFolder}/${id}/console.log`, 'utf8').catch(() => '');
}

function describe(server: NovaServer): CloudServer {
  const [address] = Object.values(server.addresses).flat();
  return {
    id: server.id,
    name: server.name,
    status: server.status,
    project: server.tenant_id,
    host: server['OS-EXT-SRV-ATTR:host'],
    domain: server['OS-EXT-SRV-ATTR:instance_name'],
    ip: address?.addr ?? '',
    mac: address?.['OS-EXT-IPS-MAC:mac_addr'] ?? '',
    ...(server.fault ? { fault: server.fault.message } : {}),
  };
}

async function findId(access: Access, url: string, kind: string, name: string): Promise<string> {
  const listed = await ask<Record<string, { id: string; name: string }[]>>(access, 'GET', url);
  const found = listed[kind]?.find((each) => each.name === name);
  if (found === undefined) throw new Error(`The cloud's ${kind} have no "${name}"`);
  return found.id;
}
