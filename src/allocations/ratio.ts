import { readValue } from '../actions/resource-actions.ts';
import type { Domain } from '../compute/domain.ts';
import type { Sighting } from '../store/store.ts';
import { type KiB, kib, kibOfMib, mib } from '../units.ts';
import { Superseded } from './accounts.ts';
import type { Book } from './book.ts';
import { giveMemory } from './memory-steps.ts';
import { persist } from './persist.ts';
import { applied, explainFailure } from './sighting.ts';

/** A server whose domain is a fresh one. */
export interface FreshServer {
  readonly domain: Domain;
  readonly projectId: string;
  /** False once something else has happened to the domain, which is then looked at anew. */
  isCurrent(): boolean;
}

/**
 * What a server of whose memory nothing is asked has after a start: its maximum, which is its flavor's memory, divided by
 * `libvirt.ballooning_ram_ratio`; in whole MiB, and not below `libvirt.memory_floor`. Undefined where no ratio is set, or nothing can change.
 */
export function findRatioSize({ maxMemoryKiB, balloon, host }: Domain): KiB | undefined {
  const { ballooningRamRatio: ratio, memoryFloorKiB } = host.settings;
  if (ratio === undefined || !balloon.present) return undefined;
  const partKiB = kibOfMib(mib(Math.ceil(maxMemoryKiB / ratio / 1024)));
  return kib(Math.min(maxMemoryKiB, Math.max(partKiB, memoryFloorKiB)));
}

/** Takes a server down to what the ratio leaves it, unless somebody asks for its memory. What does not come to pass is in the log. */
export async function bringToRatio(book: Book, server: FreshServer, signal: AbortSignal): Promise<void> {
  const sizeKiB = findRatioSize(server.domain);
  if (sizeKiB === undefined) return;
  let sighting: Sighting | undefined;
  await persist(signal, async () => {
    sighting = await takeToRatio(book, server, sizeKiB).catch((error: unknown) =>
      explainFailure(book, server.domain, 'memory', error),
    );
    return sighting?.state === 'deferred' ? undefined : true;
  });
  if (signal.aborted || sighting?.reason === undefined) return;
  const { uuid: serverId, host } = server.domain;
  book.log.warn(
    { serverId, host: host.name, sizeKiB, reason: sighting.reason },
    'memory was not brought to the ratio; the next start tries again',
  );
}

/** As far as its guest allows for now; undefined where it is not due any more. */
export async function takeToRatio(book: Book, server: FreshServer, goal: KiB): Promise<Sighting | undefined> {
  const { domain, projectId } = server;
  const { uuid: serverId } = domain;
  const isDue = async () => server.isCurrent() && !(await asksForMemory(book, serverId));
  if (!(await isDue())) return undefined;
  const from = await readValue(domain, 'memory');
  if (from <= goal) return applied(from);
  try {
    return await giveMemory(book, { domain, from, goal, restoration: { serverId, projectId, cause: 'ratio', isDue } });
  } catch (error) {
    if (error instanceof Superseded) return undefined;
    throw error;
  }
}

const asksForMemory = async ({ store }: Book, serverId: string): Promise<boolean> =>
  (await store.find(serverId))?.allocations.some(({ resource }) => resource === 'memory') ?? false;
