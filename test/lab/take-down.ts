import { readdir, rmdir } from 'node:fs/promises';
import { allEnded } from './all-ended.ts';
import { findDisturbance, giveMemoryBack, removeDisturbance } from './disturbance.ts';
import { removeGuestCgroups, removeMachineGroups } from './guest-cgroups.ts';
import { type LabHost, labHosts } from './lab-hosts.ts';
import { withLabLock } from './lab-lock.ts';
import { findLabRecord } from './lab-record.ts';
import { listNamespaces, removeHostNetwork, removeNetwork } from './network.ts';
import { endController } from './openstack/controller.ts';
import { cacheFolder, stateFolder } from './paths.ts';
import { step } from './progress.ts';
import { removeFolder, unmountBelow } from './state-folder.ts';

/** Takes the lab down without a trace; fine when it is half up or not up at all. `wipe` forgets what is kept between runs. */
export async function takeDown({ wipe = false }: { wipe?: boolean } = {}): Promise<void> {
  await withLabLock(async () => {
    await removeLab();
    if (wipe) await removeFolder(cacheFolder);
  });
}

/** What takeDown does, for those who hold the lock. */
export async function removeLab(): Promise<void> {
  await step('Taking the lab down', async () => {
    const record = await findLabRecord();
    const disturbance = await findDisturbance();
    if (disturbance) await giveMemoryBack(disturbance);
    await endController();
    await allEnded(labHosts.map(removeHost));
    await removeNetwork();
    if (disturbance) await removeDisturbance();
    if (record) await removeMachineGroups(record.foreignGroups);
    if (record) await removeNamespaceFolder();
    await removeState();
  });
}

/** Ends a host with everything in it, and forgets it. */
export async function removeHost(host: LabHost): Promise<void> {
  await removeHostNetwork(host);
  await removeGuestCgroups(host);
  await removeFolder(host.folder);
}

/** Only after every process of the lab is gone, and with them the mounts of the hosts. */
async function removeState(): Promise<void> {
  const left = await listNamespaces();
  if (left.length > 0)
    throw new Error(`Cannot delete ${stateFolder}: the namespaces ${left.join(', ')} are still there`);
  await unmountBelow(stateFolder);
  await removeFolder(stateFolder);
}

/** The first `ip netns add` of a machine binds this folder to itself; without a namespace in it nobody needs that. */
async function removeNamespaceFolder(): Promise<void> {
  const folder = '/run/netns';
  if ((await readdir(folder).catch(() => ['unknown'])).length > 0) return;
  await unmountBelow(folder);
  await rmdir(folder).catch(() => undefined);
}
