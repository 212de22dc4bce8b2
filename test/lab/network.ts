import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { LabHost } from './lab-hosts.ts';
import { killProcessesIn } from './namespace-processes.ts';
import { run, runAnyway } from './run.ts';

/** The bridge of the management network, in the root namespace: this machine reaches the hosts through it. */
export const managementBridge = 'ntmgmt0';
const managementNetwork = '10.231.0.0/24';

/** Where the hosts reach the root namespace. */
export const rootAddress = '10.231.0.1';

/** The namespace that plays the world outside the hosts, and the bridge in it that joins their uplinks. */
export const outsideNamespace = 'novatune-outside';
const outsideBridge = 'outside0';

/** Where guests send what is only to be counted. */
export const sinkAddress = '10.88.0.1';

/** Makes the management bridge and the outside world, if they are not there. */
export async function ensureNetwork(): Promise<void> {
  await refuseForeignManagementNetwork();
  if (!existsSync(`/sys/class/net/${managementBridge}`)) {
    await configureLinks([
      `link add ${managementBridge} type bridge forward_delay 0 mcast_snooping 0`,
      `addr add ${rootAddress}/24 dev ${managementBridge}`,
    ]);
    await writeFile(`/proc/sys/net/ipv6/conf/${managementBridge}/disable_ipv6`, '1').catch(() => undefined);
    await configureLinks([`link set ${managementBridge} up`]);
  }
  if (!(await hasLink(outsideNamespace, outsideBridge))) await makeOutside();
}

/** Gives a host its namespace, its two network cards and its bridge; what was left of an earlier one is replaced. */
export async function makeHostNetwork(host: LabHost): Promise<void> {
  await removeHostNetwork(host);
  await addNamespace(host.namespace);
  await configureLinks([
    `link add ${host.managementLink} type veth peer name eth0 netns ${host.namespace}`,
    `link set ${host.managementLink} master ${managementBridge} up`,
  ]);
  await configureLinks([`link add eth1 type veth peer name ${host.name} netns ${outsideNamespace}`], host.namespace);
  await configureLinks([`link set ${host.name} master ${outsideBridge} up`], outsideNamespace);
  await configureLinks(host.kind === 'namespace' ? namespaceHostLinks(host) : machineLinks, host.namespace);
}

/** Ends everything in a host's namespace and takes namespace and network cards away. */
export async function removeHostNetwork(host: LabHost): Promise<void> {
  await removeNamespace(host.namespace);
  // The kernel deletes a namespace's devices some time after the namespace: their peers must not be in the way until then.
  await runAnyway(['ip', 'link', 'delete', host.managementLink]);
  await runAnyway(['ip', '-n', outsideNamespace, 'link', 'delete', host.name]);
}

/** Takes the outside world, the scratch namespaces of tests and the management bridge away. */
export async function removeNetwork(): Promise<void> {
  for (const namespace of await listNamespaces()) await removeNamespace(namespace);
  await runAnyway(['ip', 'link', 'delete', managementBridge]);
}

/** Adds a namespace without IPv6, whose own chatter would be counted as traffic. */
export async function addNamespace(namespace: string): Promise<void> {
  await run(['ip', 'netns', 'add', namespace]);
  const settings =
    'for f in net/ipv6/conf/all/disable_ipv6 net/ipv6/conf/default/disable_ipv6; do echo 1 >/proc/sys/$f; done';
  await runAnyway(['nsenter', `--net=/run/netns/${namespace}`, 'sh', '-c', settings]);
  await configureLinks(['link set lo up'], namespace);
}

/** Ends everything in a namespace and removes it; fine when there is none. */
export async function removeNamespace(namespace: string): Promise<void> {
  await killProcessesIn(namespace);
  if (existsSync(`/run/netns/${namespace}`)) await run(['ip', 'netns', 'delete', namespace]);
}

/** The lab's namespaces that exist. */
export async function listNamespaces(): Promise<string[]> {
  const names = (await run(['ip', 'netns', 'list'])).split('\n').map((line) => line.split(' ')[0] ?? '');
  return names.filter((name) => name.startsWith('novatune-'));
}

/** Runs several `ip` commands at once, in the root namespace or the one named. */
export async function configureLinks(commands: readonly string[], namespace?: string): Promise<void> {
  const where = namespace === undefined ? [] : ['-n', namespace];
  await run(['ip', ...where, '-batch', '-'], { input: `${commands.join('\n')}\n` });
}

export async function hasLink(namespace: string, link: string): Promise<boolean> {
  return (await runAnyway(['ip', '-n', namespace, 'link', 'show', 'dev', link])).exitCode === 0;
}

async function makeOutside(): Promise<void> {
  await removeNamespace(outsideNamespace);
  await addNamespace(outsideNamespace);
  await configureLinks(
    [
      `link add ${outsideBridge} type bridge forward_delay 0 mcast_snooping 0`,
      `addr add ${sinkAddress}/24 dev ${outsideBridge}`,
      `link set ${outsideBridge} up`,
    ],
    outsideNamespace,
  );
}

function namespaceHostLinks(host: LabHost): string[] {
  return [
    'link add br100 type bridge forward_delay 0 mcast_snooping 0',
    'link set br100 up',
    'link set eth1 master br100 up',
    `addr add ${host.address}/24 dev eth0`,
    'link set eth0 up',
  ];
}

/** QEMU's two taps, each joined with one of the veths by a bridge of its own. */
const machineLinks = ['eth0', 'eth1'].flatMap((link) => [
  `link add bridge-${link} type bridge forward_delay 0 mcast_snooping 0`,
  `link set bridge-${link} up`,
  `link set ${link} master bridge-${link} up`,
  `tuntap add tap-${link} mode tap`,
  `link set tap-${link} master bridge-${link} up`,
]);

/** @throws {Error} when somebody else's address or route lies in the management network */
async function refuseForeignManagementNetwork(): Promise<void> {
  const routes = await run(['ip', '-4', 'route', 'show', 'table', 'all', 'root', managementNetwork]);
  const foreign = routes
    .split('\n')
    .find((route) => route.trim() !== '' && !route.includes(`dev ${managementBridge} `));
  if (foreign)
    throw new Error(`The lab needs ${managementNetwork}, but this machine has a route there: ${foreign.trim()}`);
}
