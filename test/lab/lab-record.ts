import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { formatDomainXml } from './domain-xml.ts';
import { findMachineGroups } from './guest-cgroups.ts';
import { labHosts } from './lab-hosts.ts';
import { cloudContent } from './openstack/content.ts';
import { clonePath, labFile, stateFolder } from './paths.ts';

/** What belongs to a lab beside its two namespace hosts. */
export interface LabParts {
  /** The host with systemd. */
  readonly withMachine: boolean;
  /** A real OpenStack, to whose Nova the two hosts belong. */
  readonly withCloud: boolean;
}

/** What the lab must remember about itself between two commands. */
export interface LabRecord extends LabParts {
  /** The clone that brought it up, or took it over. */
  readonly clone: string;
  /** Of everything the hosts and guests are made from; another one means that the lab has to be built anew. */
  readonly fingerprint: string;
  /** The `machine` control groups that were there before the lab. */
  readonly foreignGroups: readonly string[];
}

const recordPath = `${stateFolder}/lab.json`;

/** The record of the lab that is up, or half up; undefined when there is none. */
export async function findLabRecord(): Promise<LabRecord | undefined> {
  try {
    return JSON.parse(await readFile(recordPath, 'utf8')) as LabRecord;
  } catch {
    return undefined;
  }
}

/** Writes the record of a lab that is being brought up. */
export async function writeLabRecord(before: LabRecord | undefined, parts: LabParts): Promise<LabRecord> {
  const foreignGroups = before?.foreignGroups ?? (await findMachineGroups());
  const record = { clone: clonePath, fingerprint: await readFingerprint(parts), ...parts, foreignGroups };
  await mkdir(stateFolder, { recursive: true });
  await writeFile(`${recordPath}.new`, JSON.stringify(record, undefined, 2));
  await rename(`${recordPath}.new`, recordPath);
  return record;
}

/** The fingerprint of the lab as this clone would build it. */
export async function readFingerprint({ withCloud }: LabParts): Promise<string> {
  const files = [
    'guest-init.sh',
    'guest-serve.sh',
    'namespace-host.sh',
    'namespace-host.ts',
    'network.ts',
    'ssh-files.ts',
    'guest-kernel.ts',
    'machine-image.sh',
    'machine-qemu.ts',
  ];
  const texts = await Promise.all(files.map((name) => readFile(labFile(name), 'utf8')));
  const domains = labHosts.flatMap(({ guests }) => guests.map(formatDomainXml));
  return createHash('sha256')
    .update(JSON.stringify([labHosts, domains, texts, ...(withCloud ? [cloudContent] : [])]))
    .digest('hex');
}
