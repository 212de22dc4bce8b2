import { CommandFailed } from '../transport/transport.ts';
import type { Domain } from './domain.ts';
import type { Host } from './host.ts';
import { parseRows } from './virsh-table.ts';

/** The one I/O scheduler of today's kernels that gives disk weights an effect. */
const weighing = 'bfq';
/** A volume on an array on a partition is three deep. */
const deepest = 8;

/**
 * The I/O schedulers under a domain's disks that ignore its disk weight, such as `none`; a disk whose device cannot be told
 * (a network disk, btrfs) is left out.
 */
export async function findIgnoringSchedulers(domain: Domain): Promise<string[]> {
  const rows = parseRows(await domain.host.virshOf(domain.uuid, 'domblklist', '--details'));
  const paths = rows.filter(([, device]) => device === 'disk').map(([, , , ...source]) => source.join(' '));
  const found = await Promise.all(
    paths.filter((path) => path.startsWith('/')).map((path) => findSchedulers(domain.host, path)),
  );
  return [...new Set(found.flat())].filter((name) => name !== weighing);
}

/** The schedulers of the block device that holds a path, or that the path is. */
async function findSchedulers(host: Host, path: string): Promise<string[]> {
  const device =
    (await findOutput(host, 'lsblk', '-dno', 'MAJ:MIN', path)) ??
    (await findOutput(host, 'findmnt', '-no', 'MAJ:MIN', '-T', path));
  // More than one line where something is mounted over something else: the last one is on top.
  const number = device?.trim().split(/\s+/).at(-1);
  return number === undefined ? [] : findSchedulersOf(host, `/sys/dev/block/${number}`, deepest);
}

/** A volume or an array has no say itself: what it is made of has. */
async function findSchedulersOf(host: Host, folder: string, depth: number): Promise<string[]> {
  const parts = ((await findOutput(host, 'ls', `${folder}/slaves`)) ?? '').split('\n').filter((name) => name !== '');
  if (parts.length > 0 && depth > 0) {
    const found = parts.map((name) => findSchedulersOf(host, `/sys/class/block/${name}`, depth - 1));
    return (await Promise.all(found)).flat();
  }
  // A partition has no queue of its own: it is its disk's, one folder up.
  const choice =
    (await findOutput(host, 'cat', `${folder}/queue/scheduler`)) ??
    (await findOutput(host, 'cat', `${folder}/../queue/scheduler`));
  const scheduler = /\[(.+)\]/.exec(choice ?? '')?.[1];
  return scheduler === undefined ? [] : [scheduler];
}

async function findOutput(host: Host, program: string, ...args: string[]): Promise<string | undefined> {
  try {
    return (await host.program([program, ...args])).stdout;
  } catch (error) {
    if (error instanceof CommandFailed && error.reason === 'exit') return undefined;
    throw error;
  }
}
