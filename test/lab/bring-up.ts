import { ensurePackages, isRoot } from '../../scripts/setup.mjs';
import { allEnded } from './all-ended.ts';
import { ensureGuestKernel } from './guest-kernel.ts';
import { ensureGuests, hasGuestFiles, makeGuestFiles } from './host-guests.ts';
import { type LabHost, machineHost, namespaceHosts } from './lab-hosts.ts';
import { withLabLock } from './lab-lock.ts';
import { findLabRecord, type LabRecord, readFingerprint, writeLabRecord } from './lab-record.ts';
import { isMachineUp, makeMachine } from './machine-host.ts';
import { isNamespaceHostUp, makeNamespaceHost } from './namespace-host.ts';
import { ensureNetwork } from './network.ts';
import { clonePath } from './paths.ts';
import { say, step } from './progress.ts';
import { writeServiceConfigs } from './service-config.ts';
import { ensureSink } from './sink-process.ts';
import { ensureSshKeys } from './ssh-files.ts';
import { removeHost, removeLab } from './take-down.ts';

const packages = [
  'libvirt-daemon-system',
  'libvirt-clients',
  'libvirt-daemon-driver-qemu',
  'qemu-system-x86',
  'qemu-utils',
  'iproute2',
  'busybox-static',
  'cpio',
  'openssh-server',
  'e2fsprogs',
];

/**
 * Brings the lab up, or what is missing of it; with `systemd` the host with systemd as well. Limits that somebody has set
 * on a running guest stay: restartGuest gives a guest without them.
 */
export async function bringUp({ systemd = false }: { systemd?: boolean } = {}): Promise<void> {
  if (!isRoot()) throw new Error('The lab needs namespaces and bridges of this machine: run it as root');
  await withLabLock(async () => {
    const record = await takeOver(await findLabRecord(), systemd);
    await ensurePackages(packages);
    await step('Making the network', ensureNetwork);
    await ensureSink();
    const hosts = record.withMachine ? [...namespaceHosts, machineHost] : namespaceHosts;
    await ensureSshKeys(hosts);
    await ensureGuestKernel();
    await allEnded(hosts.map(ensureHost));
    await writeServiceConfigs(hosts);
  });
}

/** Makes the lab that is there this clone's, and removes it first if this clone would have built another one. */
async function takeOver(found: LabRecord | undefined, systemd: boolean): Promise<LabRecord> {
  if (found && found.clone !== clonePath) say(`The lab was brought up from ${found.clone}; ${clonePath} takes it over`);
  const withMachine = systemd || found?.withMachine === true;
  if (found && found.fingerprint !== (await readFingerprint())) {
    say('The lab was built from other files than these: building it anew');
    await removeLab();
    return writeLabRecord(undefined, withMachine);
  }
  return writeLabRecord(found, withMachine);
}

async function ensureHost(host: LabHost): Promise<void> {
  if (host.kind === 'machine') return ensureMachine(host);
  await step(`Starting ${host.name} and its guests`, async () => {
    if (!((await isNamespaceHostUp(host)) && (await hasGuestFiles(host)))) {
      await removeHost(host);
      await makeNamespaceHost(host);
      await makeGuestFiles(host);
    }
    await ensureGuests(host);
  });
}

async function ensureMachine(host: LabHost): Promise<void> {
  if (!((await isMachineUp(host)) && (await hasGuestFiles(host)))) {
    await removeHost(host);
    await makeMachine(host);
  }
  await step(`Looking after the guests of ${host.name}`, () => ensureGuests(host));
}
