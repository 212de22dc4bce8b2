import type { Domain } from '../compute/domain.ts';
import type { Host } from '../compute/host.ts';
import type { LifecycleEvent } from '../compute/lifecycle-line.ts';
import { HostServers } from './host-servers.ts';
import { newestFirst } from './newest-first.ts';
import type { Inventory, Server } from './server.ts';

export interface InventoryObserver {
  /** A host was listed anew (`failure` undefined), or its events broke off. */
  hostChanged(host: Host, failure: unknown): void;
  /** One domain of a host cannot be told, and is left out or kept as it was last seen; the others are served. */
  domainRefused(host: Host, uuid: string, failure: unknown): void;
  /** Something has happened to a domain of a host. */
  domainEvent(host: Host, event: LifecycleEvent): void;
}

/** The servers of all hosts, kept in memory and kept right by libvirt's lifecycle events. */
export class LibvirtInventory implements Inventory {
  readonly #hosts: readonly HostServers[];
  #list: { readonly servers: readonly Server[]; readonly changes: number } | undefined;

  constructor(hosts: readonly Host[], observer: InventoryObserver) {
    this.#hosts = hosts.map(
      (host) =>
        new HostServers(host, {
          hostChanged: (failure) => observer.hostChanged(host, failure),
          domainRefused: (uuid, failure) => observer.domainRefused(host, uuid, failure),
          domainEvent: (event) => observer.domainEvent(host, event),
        }),
    );
  }

  get complete(): boolean {
    return this.#hosts.every((host) => host.listed);
  }

  /** Listens on every host. Resolves when each has been listed or has failed once; those that failed are tried again on and on. */
  async start(): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host.start()));
  }

  stop(): void {
    for (const host of this.#hosts) host.stop();
  }

  /** From memory: what the hosts have is kept right by their events. */
  async find(id: string): Promise<Server | undefined> {
    return this.#hosts.map((host) => sightingOf(host, host.find(id))).reduce(better, undefined)?.server;
  }

  /** The domain of some server that runs on a host. */
  async findRunning({ name }: Host): Promise<Domain | undefined> {
    for (const host of this.#hosts) {
      if (host.name !== name) continue;
      for (const server of host.servers()) if (server.state === 'active') return server.getDomain();
    }
    return undefined;
  }

  /** Put in order once for each change: thousands of servers take a while. */
  list(): readonly Server[] {
    const changes = this.#hosts.reduce((sum, host) => sum + host.changes, 0);
    if (this.#list?.changes !== changes) this.#list = { servers: this.#sort(), changes };
    return this.#list.servers;
  }

  #sort(): Server[] {
    const byId = new Map<string, Sighting>();
    for (const host of this.#hosts) {
      for (const server of host.servers()) {
        const best = better(byId.get(server.id), sightingOf(host, server));
        if (best !== undefined) byId.set(server.id, best);
      }
    }
    return [...byId.values()].map(({ server }) => server).sort(newestFirst);
  }
}

/** A server as one host has it. */
interface Sighting {
  readonly server: Server;
  readonly rank: number;
}

/**
 * A server that two hosts have, as in the middle of a migration, is taken to be where it runs; of several such hosts one that is in reach,
 * since a server of one that is not may have been evacuated.
 */
function sightingOf({ connected }: HostServers, server: Server | undefined): Sighting | undefined {
  if (server === undefined) return undefined;
  return { server, rank: 2 * Number(server.state === 'active') + Number(connected) };
}

function better(one: Sighting | undefined, other: Sighting | undefined): Sighting | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.rank > one.rank ? other : one;
}
