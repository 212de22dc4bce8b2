import { writeFile } from 'node:fs/promises';
import { formatDomainXml } from '../../../test/lab/domain-xml.ts';
import { waitReady } from '../../../test/lab/guest-console.ts';
import { execOnHost, getLabGuest, getLabHost, restartGuest } from '../../../test/lab/index.ts';
import type { Endings } from '../endings.ts';
import { host, servers } from '../servers.ts';

/** Starts the guests with another memory than they are defined with; at the end, with their own. */
export async function startSizedGuests(memoryMiB: number, endings: Endings): Promise<void> {
  endings.add(() => Promise.all(servers.map(restartGuest)));
  await Promise.all(servers.map((server) => startSizedGuest(server, memoryMiB)));
}

/** The definition stays as it is: the domain that runs is a transient one. */
async function startSizedGuest(server: string, memoryMiB: number): Promise<void> {
  const guest = getLabGuest(server);
  const path = `${getLabHost(host).folder}/guests/${server}-sized.xml`;
  await writeFile(path, formatDomainXml({ ...guest, memoryMiB }));
  const script = 'virsh -q destroy "$0"; virsh -q create "$1" && rm "$1"';
  const { exitCode, stderr } = await execOnHost(host, ['sh', '-c', script, server, path], { timeoutMs: 60_000 });
  if (exitCode !== 0) throw new Error(`${server} does not start with ${memoryMiB} MiB: ${stderr.trim()}`);
  await waitReady(guest, getLabHost(host));
}
