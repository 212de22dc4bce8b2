import { Superseded } from './accounts.ts';
import { type Book, whereaboutsOf } from './book.ts';
import { type Restored, restore, type Subject } from './restore.ts';

/** What the metrics want to know. */
export interface KeeperObserver {
  /** All that was asked of a server was there again, so long after the event that told of its domain. */
  restored(durationMs: number): void;
  /** A sweep found that somebody else had changed something. */
  drifted(resource: string, mended: boolean): void;
}

/** Looks at all that is asked of a server; how many resources are without it, and may yet get it. */
export async function lookAfter(book: Book, observer: KeeperObserver, subject: Subject): Promise<number> {
  const { domain, server, reason } = subject;
  if (server.hostName !== domain.host.name || server.domainName !== domain.name) {
    await book.store.noteWhereabouts(server.serverId, whereaboutsOf(domain, server.projectId));
  }
  const looks = server.allocations.map(async (allocation) => {
    const restored = await restore(book, subject, allocation).catch(leaveToOthers);
    if (reason === 'sweep' && allocation.state === 'applied' && restored?.drifted === true)
      observer.drifted(allocation.resource, restored.sighting.state === 'applied');
    return restored;
  });
  return (await Promise.all(looks)).filter((restored) => restored?.sighting.state === 'deferred').length;
}

/** What somebody has asked for meanwhile is theirs. */
function leaveToOthers(error: unknown): Restored | undefined {
  if (error instanceof Superseded) return undefined;
  throw error;
}
