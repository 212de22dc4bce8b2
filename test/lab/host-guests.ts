import { mkdir, writeFile } from 'node:fs/promises';
import type { SampleServer } from '../../src/fake/servers.ts';
import { allEnded } from './all-ended.ts';
import { formatDomainXml, guestFiles } from './domain-xml.ts';
import { waitReady } from './guest-console.ts';
import { makeGuestSystem } from './guest-kernel.ts';
import { execOnHost, runOnHost } from './host-command.ts';
import { getLabGuest, getLabHost, type LabHost } from './lab-hosts.ts';
import { step } from './progress.ts';
import { run } from './run.ts';

/** Writes what the guests of a host consist of, below the host's folder on this machine. */
export async function makeGuestFiles(host: LabHost): Promise<void> {
  const folder = `${host.folder}/guests`;
  await mkdir(folder, { recursive: true });
  await makeGuestSystem(folder);
  for (const guest of host.guests) {
    await writeFile(xmlPath(guest), formatDomainXml(guest));
    await run(['truncate', '--size=64M', guestFiles(guest).disk]);
  }
}

/**
 * Boots the guests of a host that is slow on one that is not, and puts them into files as they are when they are ready: all else of theirs has
 * the same path on both. The first start of each on its own host goes on from there.
 */
export async function saveReadyGuests(slow: LabHost, quick: LabHost): Promise<void> {
  for (const guest of slow.guests.filter(({ running }) => running)) {
    // An `up` that was cut off may have left it there.
    const create = `virsh -q destroy ${guest.name} 2>/dev/null; virsh -q create ${xmlPath(guest)}`;
    await runOnHost(quick, ['sh', '-c', create], { timeoutMs: 90_000 });
    await waitReady(guest, quick);
    await runOnHost(quick, [...virsh, 'save', guest.name, statePath(guest)], { timeoutMs: 90_000 });
  }
}

/** Whether a host has everything its guests consist of; an `up` that was killed may have left it without. */
export async function hasGuestFiles(host: LabHost): Promise<boolean> {
  const paths = host.guests.flatMap((guest) => [...Object.values(guestFiles(guest)), xmlPath(guest)]);
  const { exitCode } = await execOnHost(host.name, [
    'sh',
    '-c',
    'for file; do [ -s "$file" ] || exit 1; done',
    'sh',
    ...paths,
  ]);
  return exitCode === 0;
}

/** Makes every guest of a host run that should, and the others be shut off; waits until those that run are ready. */
export async function ensureGuests(host: LabHost): Promise<void> {
  const states = await readDomainStates(host);
  for (const guest of host.guests) {
    const wanted = guest.running ? 'running' : 'shut off';
    if (states.get(guest.name) !== wanted) await renewGuest(guest, states.has(guest.name), guest.running);
  }
  const running = host.guests.filter((guest) => guest.running);
  await allEnded(running.map((guest) => waitReady(guest, host)));
}

/**
 * Destroys a guest and creates it anew as Nova's hard reboot does: the same UUID, a fresh definition, and so shares,
 * limits and balloon as they were in the beginning. Returns when the guest is ready.
 */
export async function restartGuest(name: string): Promise<void> {
  const guest = getLabGuest(name);
  const states = await readDomainStates(getLabHost(guest.host));
  await step(`Restarting ${name}`, async () => {
    await renewGuest(guest, states.has(name), true);
    await waitReady(guest, getLabHost(guest.host));
  });
}

/**
 * Destroys a guest and lets it run by another definition of the same name and UUID, until restartGuest or its end: the one it has
 * stays what it is. Returns when the guest is ready.
 */
export async function restartGuestAs(name: string, domainXml: string): Promise<void> {
  const guest = getLabGuest(name);
  const host = getLabHost(guest.host);
  const creation = `virsh -q destroy ${name} 2>/dev/null; cat | virsh -q create /dev/stdin`;
  await runOnHost(host, ['sh', '-c', creation], { timeoutMs: 90_000, input: domainXml });
  await waitReady(guest, host);
}

/** What libvirt on a host says of its domains: name to state, e.g. `running`, `shut off`. */
export async function readDomainStates(host: LabHost): Promise<Map<string, string>> {
  const list = await runOnHost(host, [...virsh, 'list', '--all']);
  const rows = [...list.matchAll(/^\s*(?:-|\d+)\s+(\S+)\s+(\S.*?)\s*$/gm)];
  return new Map(rows.map(([, name = '', state = '']) => [name, state]));
}

const virsh = ['virsh', '--quiet', '-k', '1', '-K', '3'];

async function renewGuest(guest: SampleServer, isDefined: boolean, shouldRun: boolean): Promise<void> {
  const host = getLabHost(guest.host);
  // A domain that is shut off cannot be destroyed, so destroy's status says nothing.
  const removal = isDefined ? `virsh -q destroy ${guest.name} 2>/dev/null; virsh -q undefine ${guest.name} && ` : '';
  const state = statePath(guest);
  const start = `if [ -e ${state} ]; then virsh -q restore ${state} && rm ${state}; else virsh -q start ${guest.name}; fi`;
  const creation = `virsh -q define ${xmlPath(guest)}${shouldRun ? ` && ${start}` : ''}`;
  await runOnHost(host, ['sh', '-c', removal + creation], { timeoutMs: 300_000 });
}

function xmlPath(guest: SampleServer): string {
  return `${getLabHost(guest.host).folder}/guests/${guest.name}.xml`;
}

/** What a guest that was saved goes on from. */
function statePath(guest: SampleServer): string {
  return `${getLabHost(guest.host).folder}/guests/${guest.name}.state`;
}
