import { mkdir, readFile, rm } from 'node:fs/promises';
import { run, runAnyway } from './run.ts';

/**
 * The mount points in or below a folder, deepest first.
 * @param process whose mount namespace to look at: a pid or `self`
 */
export async function findMountsBelow(folder: string, process: number | 'self' = 'self'): Promise<string[]> {
  const mounts = await readFile(`/proc/${process}/mountinfo`, 'utf8');
  return mounts
    .split('\n')
    .map((line) => unescapeMountPoint(line.split(' ')[4] ?? ''))
    .filter((mountPoint) => mountPoint === folder || mountPoint.startsWith(`${folder}/`))
    .reverse();
}

/**
 * Deletes a folder of the lab, but never anything that is mounted in it: hosts have /sys/fs/cgroup bound, and a recursive
 * delete through such a bind would walk into the live control groups of this machine.
 * @throws {Error} when something is mounted below; nothing has been deleted then
 */
export async function removeFolder(folder: string): Promise<void> {
  const mounts = await findMountsBelow(folder);
  if (mounts.length > 0) throw new Error(`Cannot delete ${folder}: something is mounted on ${mounts.join(', ')}`);
  // `--one-file-system` is the second fence, for a mount that appears in between.
  await run(['rm', '-rf', '--one-file-system', '--', folder], { timeoutMs: 120_000 });
}

/** Unmounts what is mounted in or below a folder; what is busy stays, and removeFolder refuses. */
export async function unmountBelow(folder: string): Promise<void> {
  for (const mountPoint of await findMountsBelow(folder)) await runAnyway(['umount', '--', mountPoint]);
}

/** An empty folder in the place of whatever was there. */
export async function renewFolder(folder: string): Promise<void> {
  await removeFolder(folder);
  await rm(folder, { force: true });
  await mkdir(folder, { recursive: true });
}

/** mountinfo writes a space as \040. @see man 5 proc */
function unescapeMountPoint(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
