import { ensurePackages, isRoot } from '../../scripts/setup.mjs';
import { allEnded } from './all-ended.ts';
import { undoDisturbance } from './disturbance.ts';
import { ensureGuestKernel } from './guest-kernel.ts';
import { ensureGuests, hasGuestFiles, makeGuestFiles } from './host-guests.ts';
import { type LabHost, machineHost, namespaceHosts } from './lab-hosts.ts';
import { withLabLock } from './lab-lock.ts';
import { findLabRecord, type LabParts, type LabRecord, readFingerprint, writeLabRecord } from './lab-record.ts';
import { isMachineUp, makeMachine } from './machine-host.ts';
import { isNamespaceHostUp, makeNamespaceHost } from './namespace-host.ts';
import { ensureNetwork } from './network.ts';
import { ensureCloud } from './openstack/ensure-cloud.ts';
import { ensureCloudPackages } from './openstack/packages.ts';
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

/** What the lab is to have beside its two hosts. */
export interface LabWishes {
  /** The host with systemd as well. */
  readonly systemd?: boolean;
  /** A real OpenStack, whose Nova has the two hosts: the guests there are its servers, and none of the lab's own. */
  readonly openstack?: boolean;
}

/**
 * Brings the lab up, or what is missing of it. Limits that somebody has set on a running guest stay: restartGuest gives a
 * guest without them.
 */
export async function bringUp({ systemd = false, openstack = false }: LabWishes = {}): Promise<void> {
  if (!isRoot()) throw new Error('The lab needs namespaces and bridges of this machine: run it as root');
  await withLabLock(async () => {
    const record = await takeOver(await findLabRecord(), { withMachine: systemd, withCloud: openstack });
    await undoDisturbance();
    await ensurePackages(packages);
    if (record.withCloud) await ensureCloudPackages();
    await step('Making the network', ensureNetwork);
    await ensureSink();
    const hosts = record.withMachine ? [...namespaceHosts, machineHost] : namespaceHosts;
    await ensureSshKeys(hosts);
    await ensureGuestKernel();
    const ready = ensureHosts(hosts, record);
    await allEnded([ready, ...(record.withCloud ? [ensureCloud(ready)] : [])]);
    await writeServiceConfigs(hosts);
  });
}

/** Makes the lab that is there this clone's, and removes it first if it is not what this clone would have built. */
async function takeOver(found: LabRecord | undefined, wanted: LabParts): Promise<LabRecord> {
  if (found && found.clone !== clonePath) say(`The lab was brought up from ${found.clone}; ${clonePath} takes it over`);
  const parts = { ...wanted, withMachine: wanted.withMachine || found?.withMachine === true };
  const reason = found && (await whyAnew(found, wanted));
  if (reason === undefined) return writeLabRecord(found, parts);
  say(`${reason}: building it anew`);
  await removeLab();
  return writeLabRecord(undefined, parts);
}

/** With and without a cloud there are other guests on the hosts, and their uplinks are in other bridges. */
async function whyAnew({ fingerprint, withCloud }: LabRecord, wanted: LabParts): Promise<string | undefined> {
  if (withCloud !== wanted.withCloud) return `The lab was brought up with${withCloud ? '' : 'out'} OpenStack`;
  return fingerprint === (await readFingerprint(wanted)) ? undefined : 'The lab was built from other files than these';
}

async function ensureHosts(hosts: readonly LabHost[], record: LabRecord): Promise<void> {
  const [first, ...others] = hosts.filter((host) => host !== machineHost);
  if (first === undefined) throw new Error('The lab has no host');
  const quick = ensureHost(first, record).then(() => first);
  const machine = hosts.filter((host) => host === machineHost).map((host) => ensureMachine(host, quick));
  await allEnded([quick, ...others.map((host) => ensureHost(host, record)), ...machine]);
}

async function ensureHost(host: LabHost, { withCloud }: LabRecord): Promise<void> {
  if (withCloud) return ensureBareHost(host);
  await step(`Starting ${host.name} and its guests`, async () => {
    if (!((await isNamespaceHostUp(host)) && (await hasGuestFiles(host)))) {
      await removeHost(host);
      await makeNamespaceHost(host);
      await makeGuestFiles(host);
    }
    await ensureGuests(host);
  });
}

/** A host on which Nova is to have its servers, and the lab none. */
async function ensureBareHost(host: LabHost): Promise<void> {
  if (await isNamespaceHostUp(host)) return;
  await step(`Starting ${host.name}`, async () => {
    await removeHost(host);
    await makeNamespaceHost(host);
  });
}

async function ensureMachine(host: LabHost, quick: Promise<LabHost>): Promise<void> {
  if (!((await isMachineUp(host)) && (await hasGuestFiles(host)))) {
    await removeHost(host);
    await makeMachine(host, quick);
  }
  await step(`Looking after the guests of ${host.name}`, () => ensureGuests(host));
}
