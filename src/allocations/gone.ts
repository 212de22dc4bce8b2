import type { Host } from '../compute/host.ts';
import { readDomainIds } from '../compute/residents.ts';
import type { Inventory } from '../inventory/server.ts';
import type { KeptServer } from '../store/store.ts';
import type { Book } from './book.ts';
import type { Lasting } from './lasting.ts';

export interface GoneParts {
  readonly book: Book;
  readonly inventory: Inventory;
  readonly listHosts: () => readonly Host[];
  /** Whether a server that the inventory does not find may yet be on any host that does not answer; else on its last one only. */
  readonly mayBeAnywhere: boolean;
  /** What a server has to be missing for. */
  readonly missing: Lasting;
  /** A server was forgotten. */
  readonly forgotten: () => void;
}

/**
 * Forgets what was asked of servers that are deleted; their history stays. A hard reboot and a migration undefine domains as well, so no event
 * tells of a deletion: a server is gone once no host has had its domain, and the inventory has not known it, for the grace time.
 * @throws {Fault} cloudUnavailable, storeUnavailable
 */
export async function forgetGone(parts: GoneParts): Promise<void> {
  const { book, missing, forgotten } = parts;
  const found = new Map((await findMissing(parts)).map((server) => [server.serverId, server]));
  for (const serverId of missing.look(found.keys())) {
    await book.store.forget(serverId);
    book.pending.forget(serverId);
    forgotten();
    const { hostName: host, domainName, projectId } = found.get(serverId)!;
    book.log.info({ serverId, projectId, host, domainName }, 'server is gone; what was asked of it is forgotten');
  }
}

/** Hosts first: one command each tells of nearly all servers, and only the others need be asked for one by one. */
async function findMissing(parts: GoneParts): Promise<KeptServer[]> {
  const { book, inventory } = parts;
  const kept = await book.store.list();
  if (kept.length === 0 || !inventory.complete) return [];
  const answers = await askHosts(parts);
  const present = new Set([...answers.values()].flatMap((ids) => [...(ids ?? [])]));
  const missing: KeptServer[] = [];
  for (const server of kept) {
    if (present.has(server.serverId) || mayBeAway(parts, server, answers)) continue;
    const found = await inventory.find(server.serverId, 'known');
    if (found === undefined || found.state === 'deleted') missing.push(server);
  }
  return missing;
}

/** The domains of each host by its name; undefined for one that does not answer. */
type Answers = ReadonlyMap<string, ReadonlySet<string> | undefined>;

async function askHosts({ book, listHosts }: GoneParts): Promise<Answers> {
  const ask = (host: Host) =>
    readDomainIds(host).catch((err: unknown) => {
      book.log.debug({ host: host.name, err }, 'host cannot tell whether it has servers that are missing');
      return undefined;
    });
  return new Map(await Promise.all(listHosts().map(async (host) => [host.name, await ask(host)] as const)));
}

/** Whether it may be on a host that cannot be asked, as one that is down or is not configured any more. */
function mayBeAway({ mayBeAnywhere }: GoneParts, { hostName }: KeptServer, answers: Answers): boolean {
  if (mayBeAnywhere) return !answers.has(hostName) || [...answers.values()].includes(undefined);
  return answers.has(hostName) && answers.get(hostName) === undefined;
}
