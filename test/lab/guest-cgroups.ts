import { existsSync } from 'node:fs';
import { readdir, rmdir } from 'node:fs/promises';
import type { LabHost } from './lab-hosts.ts';

const cgroupRoot = '/sys/fs/cgroup';

/** The places where libvirt without systemd puts its guests: `machine` in each controller, or in the one tree of cgroup v2. */
async function listMachineGroups(): Promise<string[]> {
  const controllers = await readdir(cgroupRoot);
  return [`${cgroupRoot}/machine`, ...controllers.map((name) => `${cgroupRoot}/${name}/machine`)];
}

/** The `machine` groups that exist already, and so are not the lab's. */
export async function findMachineGroups(): Promise<string[]> {
  return (await listMachineGroups()).filter((path) => existsSync(path));
}

/** Removes what libvirt leaves behind of a host's guests when it is killed: their control groups, empty by now. */
export async function removeGuestCgroups(host: LabHost): Promise<void> {
  const ours = (await listDomains(host)).map((name) => new RegExp(`^qemu-\\d+-${name}\\.libvirt-qemu$`));
  for (const machine of await findMachineGroups()) {
    for (const name of await readdir(machine)) {
      if (ours.some((pattern) => pattern.test(name))) await removeGroup(`${machine}/${name}`);
    }
  }
}

/** The guests that the host has by the lab's own plan, and those that its libvirt has a definition of, as of Nova's servers. */
async function listDomains({ guests, folder }: LabHost): Promise<string[]> {
  const definitions = await readdir(`${folder}/libvirt-etc/qemu`).catch(() => []);
  const defined = definitions.flatMap((file) => (file.endsWith('.xml') ? [file.slice(0, -'.xml'.length)] : []));
  return [...new Set([...guests.map(({ name }) => name), ...defined])];
}

/** Removes the `machine` groups that were not there before the lab, unless somebody else's guests are in them by now. */
export async function removeMachineGroups(before: readonly string[]): Promise<void> {
  for (const machine of await findMachineGroups()) {
    if (!before.includes(machine)) await rmdir(machine).catch(() => undefined);
  }
}

/** Only rmdir, children first: the kernel refuses it for a group in which anything still lives. */
async function removeGroup(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeGroup(`${path}/${entry.name}`);
  }
  await rmdir(path);
}
