import { labKernel } from '../../../test/world/lab-kernel.ts';
import { type Server, servers } from '../servers.ts';
import { askedOften } from './asked-often.ts';

/** The uplink of the guests' host. */
export const uplink = 'eth1';

/** Of each server how many bytes its class has let through, and under `… waiting` how many packets wait in it. */
export type ClassCounts = Record<Server | `${Server} waiting`, number>;

/** Looks up the HTB class of each server, and answers what reads these. */
export async function findClassCounter(): Promise<() => Promise<ClassCounts>> {
  const classIds = await Promise.all(servers.map(findClassId));
  const show = await askedOften(['tc', '-s', 'class', 'show', 'dev', uplink]);
  return async () => {
    const classes = parseClasses(await show());
    const counts = servers.flatMap((server, index) => {
      const shown = classes.get(classIds[index]!);
      return [
        [server, shown?.sentBytes ?? Number.NaN],
        [`${server} waiting`, shown?.waiting ?? Number.NaN],
      ];
    });
    return Object.fromEntries(counts) as ClassCounts;
  };
}

async function findClassId(server: Server): Promise<string> {
  const found = await labKernel.netClass(server);
  if (found === undefined) throw new Error(`${server} has no class on ${uplink}`);
  return found.classId;
}

/** What each class has let through and what waits in it, by its id, out of what `tc -s class show` prints. */
export function parseClasses(text: string): Map<string, { readonly sentBytes: number; readonly waiting: number }> {
  const shown = text.matchAll(/^class htb (\S+) [^\n]*\n Sent (\d+) bytes [^\n]*\n backlog \S+ (\d+)p/gm);
  return new Map(
    [...shown].map(([, id = '', bytes, packets]) => [id, { sentBytes: Number(bytes), waiting: Number(packets) }]),
  );
}
