import type { Host } from '../compute/host.ts';
import { LifecycleEvents } from '../compute/lifecycle-events.ts';
import type { LifecycleEvent } from '../compute/lifecycle-line.ts';
import { Backoff } from '../transport/backoff.ts';
import { HostListing, type Look } from './host-listing.ts';
import { KnownServers } from './known-servers.ts';
import type { Server } from './server.ts';

export interface HostServersObserver {
  /** The host has answered (`failure` undefined), or has not. */
  hostChanged(failure: unknown): void;
  /** One domain cannot be told; the others are served. */
  domainRefused(uuid: string, failure: unknown): void;
  /** Something has happened to a domain of the host. */
  domainEvent(event: LifecycleEvent): void;
}

/** The servers of one host, kept right by its events. */
export class HostServers {
  readonly #host: Host;
  readonly #observer: HostServersObserver;
  readonly #known = new KnownServers();
  readonly #listing: HostListing;
  readonly #events: LifecycleEvents;
  readonly #backoff = new Backoff();
  /** While events come in: aborted when they break off. */
  #connection: AbortController | undefined;
  /** The newest full list; it aborts the one before. */
  #list = new AbortController();
  #retry: NodeJS.Timeout | undefined;
  #listed = false;
  /** How often the connection came or went. */
  #turns = 0;
  #firstTry: () => void = () => {};

  constructor(host: Host, observer: HostServersObserver) {
    this.#host = host;
    this.#observer = observer;
    this.#listing = new HostListing(host, this.#known, (uuid, failure) => {
      if (this.connected) observer.domainRefused(uuid, failure);
    });
    this.#events = new LifecycleEvents({
      transport: host.transport,
      uri: host.settings.uri,
      onEvent: (event) => {
        void this.#attempt((signal) => this.#listing.refreshByName(event.domainName, signal));
        observer.domainEvent(event);
      },
      onConnected: () => this.#connect(),
      onDisconnected: (failure) => this.#disconnect(failure),
    });
  }

  get name(): string {
    return this.#host.name;
  }

  /** Whether the host has been listed in full at least once. */
  get listed(): boolean {
    return this.#listed;
  }

  /** Whether what is known is kept right by events; else it is what was last seen. */
  get connected(): boolean {
    return this.#connection !== undefined;
  }

  /** Grows whenever `servers` or `connected` changes. */
  get changes(): number {
    return this.#known.changes + this.#turns;
  }

  /** Resolves when the host has been listed or has failed once; it is tried again on and on. */
  start(): Promise<void> {
    const tried = new Promise<void>((resolve) => {
      this.#firstTry = resolve;
    });
    this.#events.start();
    return tried;
  }

  /** Nothing is observed after it. */
  stop(): void {
    this.#events.stop();
    this.#breakOff();
    this.#firstTry();
  }

  find(id: string): Server | undefined {
    return this.#known.find(id);
  }

  servers(): Iterable<Server> {
    return this.#known.servers();
  }

  #connect(): void {
    this.#connection = new AbortController();
    this.#turns += 1;
    this.#host.forget();
    // What happened while nobody listened is only to be seen in a full list.
    void this.#listInFull();
  }

  #disconnect(failure: unknown): void {
    this.#breakOff();
    this.#observer.hostChanged(failure);
    this.#firstTry();
  }

  #breakOff(): void {
    this.#connection?.abort();
    this.#connection = undefined;
    this.#turns += 1;
    this.#list.abort();
    clearTimeout(this.#retry);
    this.#retry = undefined;
  }

  async #listInFull(): Promise<void> {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#list.abort();
    const list = new AbortController();
    this.#list = list;
    await this.#attempt(async () => {
      const look = await this.#listing.listAll(list.signal);
      if (list.signal.aborted) return 'told';
      this.#listed ||= look !== 'unanswered';
      if (look === 'told') this.#backoff.reset();
      return look;
    });
    this.#firstTry();
  }

  /** What fails is made good by a full list; once the events have broken off that comes with the next connection. */
  async #attempt(work: (signal: AbortSignal) => Promise<Look>): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined) return;
    try {
      const look = await work(connection.signal);
      if (connection.signal.aborted) return;
      this.#observer.hostChanged(undefined);
      if (look !== 'told') this.#listSoon();
    } catch (error) {
      if (connection.signal.aborted) return;
      this.#observer.hostChanged(error);
      this.#listSoon();
    }
  }

  #listSoon(): void {
    this.#retry ??= setTimeout(() => void this.#listInFull(), this.#backoff.next()).unref();
  }
}
