import {
  type Allocation,
  type Change,
  type EndedLease,
  type KeptServer,
  type Resource,
  resources,
  type Whereabouts,
} from '../../src/store/store.ts';

interface Part {
  readonly original: number;
  actual: number | undefined;
  /** Uppermost last. */
  asks: Change[];
}

interface ModelServer {
  version: number;
  readonly parts: Map<Resource, Part>;
}

/** What a store shows after changes that ended in the order in which they began: the rules in their plainest form. */
export class Model {
  readonly #servers = new Map<string, ModelServer>();
  readonly #where: Whereabouts;

  constructor(where: Whereabouts) {
    this.#where = where;
  }

  apply(change: Change): void {
    if (change.end?.outcome !== 'success') return;
    const server = this.#servers.get(change.serverId) ?? { version: 0, parts: new Map() };
    const part = server.parts.get(change.resource) ?? { original: change.before, actual: undefined, asks: [] };
    const asks = asksAfter(change, part.asks);
    if (asks !== part.asks) server.version += 1;
    if (server.version === 0) return;
    this.#servers.set(change.serverId, server);
    if (asks.length === 0) server.parts.delete(change.resource);
    else server.parts.set(change.resource, { ...part, asks, actual: change.end.after });
  }

  find(serverId: string): KeptServer | undefined {
    const server = this.#servers.get(serverId);
    if (server === undefined) return undefined;
    const { version, parts } = server;
    const allocations = resources.flatMap((resource) => {
      const part = parts.get(resource);
      return part === undefined ? [] : [allocationOf(resource, part)];
    });
    return { serverId, ...this.#where, version, allocations };
  }

  list(): KeptServer[] {
    const servers = [...this.#servers.keys()].sort().map((serverId) => this.find(serverId)!);
    return servers.filter(({ allocations }) => allocations.length > 0);
  }

  listEndedLeases(now: Date): EndedLease[] {
    return [...this.#servers].flatMap(([serverId, { parts }]) =>
      [...parts].flatMap(([resource, { asks, original }]) => {
        if (!hasEnded(asks.at(-1)!, now)) return [];
        return [{ serverId, resource, next: asks.findLast((ask) => !hasEnded(ask, now))?.asked ?? original }];
      }),
    );
  }

  findNextLeaseEnd(): Date | undefined {
    const uppermost = [...this.#servers.values()].flatMap(({ parts }) =>
      [...parts.values()].map(({ asks }) => asks.at(-1)!),
    );
    const ends = uppermost.flatMap(({ until }) => (until === undefined ? [] : [until.getTime()]));
    return ends.length === 0 ? undefined : new Date(Math.min(...ends));
  }
}

const hasEnded = ({ until }: Change, now: Date): boolean => until !== undefined && until <= now;

/** The same array where nothing of what is asked changes. */
function asksAfter(change: Change, asks: Change[]): Change[] {
  const lasting = asks.filter((ask) => !hasEnded(ask, change.at));
  switch (change.cause) {
    case 'set':
      return change.until === undefined ? [change] : [...lasting, change];
    case 'clear':
      return asks.length === 0 ? asks : [];
    case 'lease-end':
      return lasting.length === asks.length ? asks : lasting;
    default:
      return asks;
  }
}

function allocationOf(resource: Resource, { original, actual, asks }: Part): Allocation {
  const { asked, asker, at: since, until } = asks.at(-1)!;
  return { resource, asked, asker: asker!, since, until, original, actual, state: 'applied', reason: undefined };
}
