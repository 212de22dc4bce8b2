import { execOnHost } from '../../../test/lab/index.ts';
import { labKernel } from '../../../test/world/lab-kernel.ts';
import { host, type Server, servers } from '../servers.ts';

/** The uplink of the guests' host. */
export const uplink = 'eth1';

/** Looks up the HTB class of each server, and answers what reads how many bytes these have let through. */
export async function findClassCounter(): Promise<() => Promise<Record<Server, number>>> {
  const classIds = await Promise.all(servers.map(findClassId));
  return async () => {
    const { stdout } = await execOnHost(host, ['tc', '-s', 'class', 'show', 'dev', uplink]);
    const sent = parseSentBytes(stdout);
    const bytesOf = (server: Server, index: number) => [server, sent.get(classIds[index]!) ?? Number.NaN];
    return Object.fromEntries(servers.map(bytesOf)) as Record<Server, number>;
  };
}

async function findClassId(server: Server): Promise<string> {
  const found = await labKernel.netClass(server);
  if (found === undefined) throw new Error(`${server} has no class on ${uplink}`);
  return found.classId;
}

/** The bytes that each class has let through, by its id, out of what `tc -s class show` prints. */
export function parseSentBytes(text: string): Map<string, number> {
  const shown = text.matchAll(/^class htb (\S+) [^\n]*\n Sent (\d+) bytes /gm);
  return new Map([...shown].map(([, id = '', bytes]) => [id, Number(bytes)]));
}
