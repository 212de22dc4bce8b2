import type { Domain } from '../compute/domain.ts';
import type { Host } from '../compute/host.ts';
import type { LifecycleEvent } from '../compute/lifecycle-line.ts';
import { Fault } from '../faults.ts';
import type { HostDirectory } from './host-directory.ts';
import { newestFirst } from './newest-first.ts';
import type { NovaApi } from './nova-api.ts';
import { NovaHost } from './nova-host.ts';
import type { NovaServer } from './nova-server.ts';
import type { Freshness, Inventory, Server } from './server.ts';
import { SharedQuestions } from './shared-questions.ts';

export interface NovaInventoryObserver {
  /** A host has come in reach (`failure` undefined), or has gone out of it. */
  hostChanged(host: Host, failure: unknown): void;
  /** The first domain that was read on a host since it is in reach. */
  domainRead(domain: Domain): void;
  /** Something has happened to a domain of a host. */
  domainEvent(host: Host, event: LifecycleEvent): void;
}

/** The servers as Nova has them, asked when they are needed; only what their hosts' events would tell of is kept. */
export class NovaInventory implements Inventory {
  /** Whoever is not found is not there: Nova knows them all. */
  readonly complete = true;
  readonly #nova: NovaApi;
  readonly #directory: HostDirectory;
  readonly #observer: NovaInventoryObserver;
  readonly #questions = new SharedQuestions<Server | undefined>();
  readonly #hosts = new Map<Host, NovaHost>();
  /** Where each server was last seen. */
  readonly #places = new Map<string, NovaHost>();

  constructor(nova: NovaApi, directory: HostDirectory, observer: NovaInventoryObserver) {
    this.#nova = nova;
    this.#directory = directory;
    this.#observer = observer;
  }

  /** Listens on the hosts that are configured; resolves when each has answered or has failed once. The others are listened to when needed. */
  async start(): Promise<void> {
    await Promise.all(this.#directory.configured.map((host) => this.#watch(host).start()));
  }

  stop(): void {
    for (const host of this.#hosts.values()) host.stop();
  }

  async find(id: string, freshness: Freshness): Promise<Server | undefined> {
    if (freshness === 'current') return this.#questions.askNew(id, () => this.#ask(id));
    return this.#places.get(id)?.find(id) ?? this.#questions.join(id, () => this.#ask(id));
  }

  list(): readonly Server[] {
    return [...this.#hosts.values()].flatMap((host) => host.servers()).sort(newestFirst);
  }

  async #ask(id: string): Promise<Server | undefined> {
    const askedAt = performance.now();
    const found = await this.#nova.find(id);
    if (found === undefined) {
      this.#forget(id);
      return undefined;
    }
    const { hypervisorHostname: _, ...facts } = found;
    const server: Server = {
      ...facts,
      getDomain: () => this.#locate(found, server, askedAt),
      askAgain: () => {
        this.#forget(id);
        return this.find(id, 'current');
      },
    };
    return server;
  }

  /** Who has come so far may act on the server, so it is worth remembering. */
  async #locate(found: NovaServer, server: Server, askedAt: number): Promise<Domain> {
    const { id } = server;
    const host = this.#watch(this.#getHost(found));
    if (this.#places.get(id) !== host) this.#forget(id);
    this.#places.set(id, host);
    host.keep(server, askedAt);
    return host.getDomain(id);
  }

  #getHost({ id, hostName, hypervisorHostname }: NovaServer): Host {
    if (hostName === undefined) throw new Fault('serverNotRunning', `Instance ${id} is on no host.`);
    try {
      return this.#directory.get({ hostName, hypervisorHostname });
    } catch (cause) {
      throw new Fault('hostUnavailable', `The host of instance ${id} is not known to this service.`, { cause });
    }
  }

  #watch(host: Host): NovaHost {
    const known = this.#hosts.get(host);
    if (known !== undefined) return known;
    const watched = new NovaHost(host, {
      hostChanged: (failure) => this.#observer.hostChanged(host, failure),
      domainRead: (domain) => this.#observer.domainRead(domain),
      domainEvent: (event) => this.#observer.domainEvent(host, event),
    });
    this.#hosts.set(host, watched);
    return watched;
  }

  #forget(id: string): void {
    this.#places.get(id)?.forget(id);
    this.#places.delete(id);
  }
}
