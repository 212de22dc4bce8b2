import type { ChildProcess } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { startDetached } from './detached.ts';
import { type LabHost, labHosts } from './lab-hosts.ts';
import { findProcessesIn } from './namespace-processes.ts';
import { makeHostNetwork } from './network.ts';
import { cacheFolder, labFile } from './paths.ts';
import { runAnyway } from './run.ts';
import { makeSshServerFiles } from './ssh-files.ts';
import { renewFolder } from './state-folder.ts';
import { waitFor } from './wait-for.ts';

/** Builds a namespace host from nothing: network, files, libvirtd and sshd. Its guests are not defined yet. */
export async function makeNamespaceHost(host: LabHost): Promise<void> {
  await makeHostNetwork(host);
  await renewFolder(host.folder);
  await makeHostFiles(host);
  await startHolder(host);
}

/** Whether the host's namespaces, libvirtd and sshd are there and answer. */
export async function isNamespaceHostUp(host: LabHost): Promise<boolean> {
  const holder = await findHolder(host);
  if (holder === undefined) return false;
  const probe = `virsh --quiet -k 1 -K 3 list >/dev/null && ip link show dev br100 && ip link show dev eth1 && exec 3<>/dev/tcp/${host.address}/22`;
  const { exitCode } = await runAnyway([...enterHost(holder), 'timeout', '10', 'bash', '-c', probe]);
  return exitCode === 0;
}

/** The pid of the process that holds the host's namespaces; undefined when the host is down. */
export async function findHolder(host: LabHost): Promise<number | undefined> {
  const written = Number(await readFile(`${host.folder}/holder.pid`, 'utf8').catch(() => undefined));
  const pids = await findProcessesIn(host.namespace);
  return pids.includes(written) ? written : undefined;
}

/** @throws {Error} when the host is down */
export async function getHolder(host: LabHost): Promise<number> {
  const holder = await findHolder(host);
  if (holder === undefined) throw new Error(`The lab's host ${host.name} is down: run "npm run lab -- up" first`);
  return holder;
}

/** The words before a command that runs it inside the host whose holder this is. */
export function enterHost(holder: number): string[] {
  return ['nsenter', '--target', String(holder), '--mount', '--net', '--uts', '--'];
}

async function makeHostFiles(host: LabHost): Promise<void> {
  for (const folder of ['libvirt-lib', 'log', 'guests']) await mkdir(`${host.folder}/${folder}`, { recursive: true });
  await mkdir(libvirtCache(host), { recursive: true });
  await makeSshServerFiles(host);
  await cp(labFile('namespace-host.sh'), `${host.folder}/namespace-host.sh`);
  const settings = `${host.folder}/libvirt-etc`;
  await mkdir(`${settings}/qemu`, { recursive: true });
  await writeFile(`${settings}/libvirtd.conf`, libvirtdConf(host));
  await writeFile(`${settings}/qemu.conf`, qemuConf(host));
  // A console that is rotated away would take its READY with it.
  await writeFile(`${settings}/virtlogd.conf`, 'max_size = 67108864\n');
}

async function startHolder(host: LabHost): Promise<void> {
  const script = ['bash', `${host.folder}/namespace-host.sh`, host.name, host.folder, libvirtCache(host)];
  const unshare = ['unshare', '--mount', '--uts', '--propagation', 'private', ...script];
  const holder = startDetached(host.namespace, unshare, `${host.folder}/holder.log`);
  await waitFor(`libvirtd and sshd of ${host.name}`, () => isHolderUp(host, holder), {
    timeoutMs: 60_000,
    explain: () => readFile(`${host.folder}/holder.log`, 'utf8'),
  });
}

async function isHolderUp(host: LabHost, holder: ChildProcess): Promise<boolean> {
  if (holder.exitCode !== null) {
    throw new Error(`Cannot start ${host.name}: ${await readFile(`${host.folder}/holder.log`, 'utf8')}`);
  }
  return isNamespaceHostUp(host);
}

/** libvirt keeps there what it found out about QEMU, which costs it seconds to find out. */
function libvirtCache(host: LabHost): string {
  return `${cacheFolder}/libvirt/${host.name}`;
}

function libvirtdConf(host: LabHost): string {
  const number = labHosts.indexOf(host) + 1;
  return [
    'auth_unix_ro = "none"',
    'auth_unix_rw = "none"',
    // Two hosts of one machine would else both show its BIOS's UUID.
    `host_uuid = "c0000000-0000-4000-8000-00000000000${number}"`,
    '',
  ].join('\n');
}

function qemuConf(host: LabHost): string {
  const controllers = host.controllers?.map((name) => `"${name}"`).join(', ');
  return [
    'security_driver = "none"',
    // A /dev of each guest's own would be built from the mounts on /dev, and fail on the one over /dev/kvm.
    'namespaces = [ ]',
    ...(controllers ? [`cgroup_controllers = [ ${controllers} ]`] : []),
    '',
  ].join('\n');
}
