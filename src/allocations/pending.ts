import { type KeptServer, type Resource, resources } from '../store/store.ts';
import { type Obstacle, obstacles } from './obstacle.ts';

/** Of how many servers something keeps a resource from being as asked. */
export interface PendingCount {
  readonly resource: Resource;
  readonly reason: Obstacle;
  readonly count: number;
}

/** What this process last saw not to be as asked, and why. After a start the first sweep fills it, since it looks at all that the store has as pending. */
export class Pending {
  /** Of each server by its id; none without any. */
  readonly #servers = new Map<string, Map<Resource, Obstacle>>();

  /** @param obstacle undefined where there is none: it is as asked, or nothing is asked any more */
  set(serverId: string, resource: Resource, obstacle: Obstacle | undefined): void {
    const ofServer = this.#servers.get(serverId) ?? new Map<Resource, Obstacle>();
    if (obstacle === undefined) ofServer.delete(resource);
    else ofServer.set(resource, obstacle);
    if (ofServer.size === 0) this.#servers.delete(serverId);
    else this.#servers.set(serverId, ofServer);
  }

  /** Of a server that is gone, or that has no domain and so waits for nothing. */
  forget(serverId: string): void {
    this.#servers.delete(serverId);
  }

  /** Leaves out what is not asked any more, or has been applied: another novatuned may have seen to it. */
  compare(servers: readonly KeptServer[]): void {
    const kept = new Map(servers.map((server) => [server.serverId, server]));
    for (const [serverId, ofServer] of this.#servers) {
      const allocations = kept.get(serverId)?.allocations ?? [];
      const waiting = new Set(allocations.filter(({ state }) => state !== 'applied').map(({ resource }) => resource));
      for (const resource of ofServer.keys()) if (!waiting.has(resource)) this.set(serverId, resource, undefined);
    }
  }

  /** Every resource with every reason, those with a count of 0 as well: a line that comes and goes hides its end from a graph. */
  count(): PendingCount[] {
    const counts = new Map<string, number>();
    for (const ofServer of this.#servers.values())
      for (const [resource, reason] of ofServer) {
        const key = `${resource} ${reason}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    return resources.flatMap((resource) =>
      obstacles.map((reason) => ({ resource, reason, count: counts.get(`${resource} ${reason}`) ?? 0 })),
    );
  }
}
