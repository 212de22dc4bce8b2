import { allEnded } from '../../../test/lab/all-ended.ts';
import { formatDomainXml } from '../../../test/lab/domain-xml.ts';
import { restartGuestAs } from '../../../test/lab/host-guests.ts';
import { execOnHost, getLabGuest, runInGuest } from '../../../test/lab/index.ts';
import { readPssMiB } from './meminfo.ts';

/** Of each guest: large beside what QEMU itself needs, small enough for three. */
export const guestMiB = 640;
/** What a guest has in files in its memory, and reads. */
const filledMiB = 380;

/** Restarts guests bigger, and lets each fill its memory with what cannot be compressed or shared. */
export async function startBigGuests(names: readonly string[]): Promise<void> {
  await allEnded(names.map(startBigGuest));
}

async function startBigGuest(name: string): Promise<void> {
  await restartGuestAs(name, formatDomainXml({ ...getLabGuest(name), memoryMiB: guestMiB }));
  const fill = `mkdir /fill && mount -t tmpfs -o size=${filledMiB + 10}m fill /fill && dd if=/dev/urandom of=/fill/data bs=1M count=${filledMiB} 2>/dev/null`;
  await runInGuest(name, fill, { timeoutMs: 120_000 });
}

/** Lets a guest read its files, a random MiB at a time, until its end. */
export async function startUsing(name: string): Promise<void> {
  const one = `dd if=/fill/data of=/dev/null bs=1M count=1 skip=$((RANDOM % ${filledMiB})) 2>/dev/null`;
  await runInGuest(name, `(while :; do ${one}; usleep 20000; done) >/dev/null 2>&1 </dev/null &`);
}

/** What guests have in this machine's memory, in MiB by name. */
export type GuestMemory<Name extends string> = Readonly<Record<Name, number>>;

/** @returns what reads it: QEMU's proportional set size */
export async function findGuestMemory<Name extends string>(
  names: readonly Name[],
): Promise<() => Promise<GuestMemory<Name>>> {
  const pids = await Promise.all(names.map(async (name) => [name, await findPid(name)] as const));
  return async () => {
    const sizes = await Promise.all(pids.map(async ([name, pid]) => [name, await readPssMiB(pid)] as const));
    return Object.fromEntries(sizes) as GuestMemory<Name>;
  };
}

/** The lab's hosts share the machine's process ids. */
async function findPid(name: string): Promise<number> {
  const { stdout } = await execOnHost(getLabGuest(name).host, ['cat', `/run/libvirt/qemu/${name}.pid`]);
  const pid = Number(stdout);
  if (!Number.isInteger(pid) || pid < 2) throw new Error(`No process of ${name} is known`);
  return pid;
}
