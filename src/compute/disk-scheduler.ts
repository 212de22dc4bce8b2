import { CommandFailed } from '../transport/transport.ts';
import type { Domain } from './domain.ts';
import type { Host } from './host.ts';
import { parseRows } from './virsh-table.ts';

/** The one I/O scheduler of today's kernels that gives disk weights an effect. */
export const weighing = 'bfq';
/** A volume on an array on a partition is three deep. */
const deepest = 8;

/** A disk of a host, and how it is scheduled. */
export interface Disk {
  /** As the kernel calls it, such as `sda`. */
  readonly name: string;
  readonly scheduler: string;
  /** All that it could have now. */
  readonly choices: readonly string[];
}

/**
 * The I/O schedulers under a domain's disks that ignore its disk weight, such as `none`; a disk whose device cannot be told
 * (a network disk, btrfs) is left out.
 */
export async function findIgnoringSchedulers({ host, uuid }: Domain): Promise<string[]> {
  const found = await findChoices(host, uuid);
  return [...new Set(found.map(({ scheduler }) => scheduler))].filter((name) => name !== weighing);
}

/** The disks under a domain's disks, those left out that cannot be told. */
export async function readDisks(host: Host, uuid: string): Promise<Disk[]> {
  const found = await findChoices(host, uuid);
  const named = found.map(async ({ folder, ...choice }) => ({ name: await readName(host, folder), ...choice }));
  return Promise.all(named);
}

/** What a queue of a disk could have, and has. */
interface Choice extends Omit<Disk, 'name'> {
  /** The disk's, in /sys. */
  readonly folder: string;
}

async function findChoices(host: Host, uuid: string): Promise<Choice[]> {
  const rows = parseRows(await host.virshOf(uuid, 'domblklist', '--details'));
  const paths = rows.filter(([, device]) => device === 'disk').map(([, , , ...source]) => source.join(' '));
  const found = await Promise.all(paths.filter((path) => path.startsWith('/')).map((path) => findUnder(host, path)));
  return found.flat();
}

/** The disks under the block device that holds a path, or that the path is. */
async function findUnder(host: Host, path: string): Promise<Choice[]> {
  const device =
    (await findOutput(host, 'lsblk', '-dno', 'MAJ:MIN', path)) ??
    (await findOutput(host, 'findmnt', '-no', 'MAJ:MIN', '-T', path));
  // More than one line where something is mounted over something else: the last one is on top.
  const number = device?.trim().split(/\s+/).at(-1);
  return number === undefined ? [] : findUnderDevice(host, `/sys/dev/block/${number}`, deepest);
}

/** A volume or an array has no say itself: what it is made of has. */
async function findUnderDevice(host: Host, folder: string, depth: number): Promise<Choice[]> {
  const parts = ((await findOutput(host, 'ls', `${folder}/slaves`)) ?? '').split('\n').filter((name) => name !== '');
  if (parts.length > 0 && depth > 0) {
    const found = parts.map((name) => findUnderDevice(host, `/sys/class/block/${name}`, depth - 1));
    return (await Promise.all(found)).flat();
  }
  // A partition has no queue of its own: it is its disk's, one folder up.
  return (await findChoice(host, folder)) ?? (await findChoice(host, `${folder}/..`)) ?? [];
}

/** From `none [mq-deadline] bfq`, the one in brackets being the one that it has. */
async function findChoice(host: Host, folder: string): Promise<Choice[] | undefined> {
  const text = await findOutput(host, 'cat', `${folder}/queue/scheduler`);
  const scheduler = /\[(.+)\]/.exec(text ?? '')?.[1];
  if (text === undefined || scheduler === undefined) return undefined;
  return [{ folder, scheduler, choices: text.trim().replace(/[[\]]/g, '').split(' ') }];
}

/** Its folder is reached by numbers; what it is called stands inside. */
async function readName(host: Host, folder: string): Promise<string> {
  const text = await findOutput(host, 'cat', `${folder}/uevent`);
  return /^DEVNAME=(.+)$/m.exec(text ?? '')?.[1] ?? folder;
}

async function findOutput(host: Host, program: string, ...args: string[]): Promise<string | undefined> {
  try {
    return (await host.program([program, ...args])).stdout;
  } catch (error) {
    if (error instanceof CommandFailed && error.reason === 'exit') return undefined;
    throw error;
  }
}
