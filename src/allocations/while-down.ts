import type { Host } from '../compute/host.ts';
import { turnWaitMs } from '../compute/settings.ts';
import { listRunning } from '../inventory/read-domain.ts';
import type { KeptServer } from '../store/store.ts';
import { ms } from '../units.ts';
import type { Book } from './book.ts';

/** For the turn of a host that is not configured any more. */
const strangerWaitMs = ms(10_000);

/**
 * Runs a work that changes only what is written down of a server that runs nowhere, while nothing else changes anything of it: should it come up
 * meanwhile, it gets what is written down afterwards.
 * @param host where it was last seen; undefined for one that is not configured
 * @returns whether it was run: not if the server runs there after all
 * @throws {Fault} hostUnavailable: its turn did not come
 * @throws {CommandFailed} whether it runs cannot be told
 */
export async function whileDown(
  book: Book,
  { serverId, hostName }: KeptServer,
  host: Host | undefined,
  work: () => Promise<void>,
): Promise<boolean> {
  const workIfDown = async () => {
    if (host !== undefined && (await listRunning(host)).has(serverId)) return false;
    await work();
    return true;
  };
  if (host === undefined) return book.during(hostName, strangerWaitMs, workIfDown);
  const waitMs = turnWaitMs(host.settings);
  return host.changes.run(serverId, waitMs, () => book.during(hostName, waitMs, workIfDown));
}
