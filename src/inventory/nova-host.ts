import type { Domain } from '../compute/domain.ts';
import { explain } from '../compute/explain.ts';
import type { Host } from '../compute/host.ts';
import { LifecycleEvents } from '../compute/lifecycle-events.ts';
import type { LifecycleEvent } from '../compute/lifecycle-line.ts';
import { Fault } from '../faults.ts';
import { Joined } from '../joined.ts';
import { CommandFailed } from '../transport/transport.ts';
import { parseDomainXml } from './domain-xml.ts';
import { Kept } from './kept.ts';
import type { Server } from './server.ts';

export interface NovaHostObserver {
  /** The host has answered (`failure` undefined), or has not. */
  hostChanged(failure: unknown): void;
  /** The first domain that was read since the host answers. */
  domainRead(domain: Domain): void;
  /** Something has happened to a domain of the host. */
  domainEvent(event: LifecycleEvent): void;
}

/** How long what Nova said of a server may be told again. Its host's events end that sooner; a change that shows in none of them does not. */
const knownForMs = 60_000;

/** A host that Nova has servers on: what is known of them, as long as its events would tell that it has changed. */
export class NovaHost {
  readonly #host: Host;
  readonly #observer: NovaHostObserver;
  readonly #events: LifecycleEvents;
  readonly #servers = new Kept<Server>(knownForMs);
  readonly #domains = new Kept<Domain>();
  readonly #reads = new Joined<Domain>();
  /** Since when events come in, and when the last one did. */
  #connectedAt = Number.POSITIVE_INFINITY;
  #changedAt = Number.NEGATIVE_INFINITY;
  /** Why the host could not be reached when it was last tried; it is tried again on and on. */
  #away: CommandFailed | undefined;
  #domainWasRead = false;
  #firstTry: (() => void) | undefined;
  #tried: Promise<void> | undefined;

  constructor(host: Host, observer: NovaHostObserver) {
    this.#host = host;
    this.#observer = observer;
    this.#events = new LifecycleEvents({
      transport: host.transport,
      uri: host.settings.uri,
      onEvent: (event) => {
        this.#change(event.domainName);
        observer.domainEvent(event);
      },
      onConnected: () => this.#connect(),
      onDisconnected: (failure) => this.#disconnect(failure),
    });
  }

  /** Listens to its events, from the first call on. Resolves when it has answered or has failed once. */
  start(): Promise<void> {
    if (this.#tried === undefined) {
      this.#tried = new Promise((resolve) => {
        this.#firstTry = resolve;
      });
      this.#events.start();
    }
    return this.#tried;
  }

  /** Nothing is observed after it. */
  stop(): void {
    this.#events.stop();
    this.#forgetAll();
    this.#firstTry?.();
  }

  /** What Nova has said of a server here, if it was asked at that time. */
  keep(server: Server, askedAt: number): void {
    const { id, domainName, taskState } = server;
    // Nova writes the end of a task down when the host has long told of it.
    if (taskState !== undefined || !this.#tellsSince(askedAt)) this.#servers.drop(id);
    else this.#servers.keep(id, { value: server, domainName, askedAt });
  }

  find(id: string): Server | undefined {
    return this.#servers.find(id);
  }

  servers(): Server[] {
    return this.#servers.values();
  }

  forget(id: string): void {
    this.#servers.drop(id);
    this.#domains.drop(id);
  }

  /**
   * The domain of a server. A host that is away is not waited for: its events show when it is back.
   * @throws {Fault} hostUnavailable; serverNotFound: there is none
   */
  async getDomain(id: string): Promise<Domain> {
    const known = this.#domains.find(id);
    if (known !== undefined) return known;
    void this.start();
    if (this.#away !== undefined) throw explain(this.#away, id);
    return this.#reads.ask(id, () => this.#read(id));
  }

  async #read(id: string): Promise<Domain> {
    const askedAt = performance.now();
    try {
      const { uuid, domainName, maxMemoryKiB, balloon } = parseDomainXml(await this.#host.virshOf(id, 'dumpxml'));
      // virsh also takes a name, and somebody may have named another domain like this.
      if (uuid !== id) throw new Fault('serverNotFound', `Instance ${id} could not be found.`);
      const domain = { uuid, name: domainName, host: this.#host, maxMemoryKiB, balloon };
      if (this.#tellsSince(askedAt)) this.#domains.keep(id, { value: domain, domainName, askedAt });
      if (!this.#domainWasRead) this.#observer.domainRead(domain);
      this.#domainWasRead = true;
      return domain;
    } catch (error) {
      if (error instanceof Fault || error instanceof CommandFailed) throw explain(error, id);
      throw new Fault('hostUnavailable', `The domain of instance ${id} cannot be read.`, { cause: error });
    }
  }

  /** Whether what was asked at that time has been followed by events ever since, and by none that might be about it. */
  #tellsSince(askedAt: number): boolean {
    return this.#connectedAt <= askedAt && this.#changedAt < askedAt;
  }

  #change(domainName: string): void {
    this.#changedAt = performance.now();
    this.#servers.dropNamed(domainName);
    this.#domains.dropNamed(domainName);
  }

  #connect(): void {
    this.#connectedAt = performance.now();
    this.#away = undefined;
    this.#host.forget();
    this.#observer.hostChanged(undefined);
    this.#firstTry?.();
  }

  /** A stream that broke may be all that is broken; one that could not even be opened tells of the host. */
  #disconnect(failure: CommandFailed): void {
    this.#forgetAll();
    this.#away = failure.reason === 'unreachable' || failure.reason === 'timeout' ? failure : undefined;
    this.#observer.hostChanged(failure);
    this.#firstTry?.();
  }

  #forgetAll(): void {
    this.#connectedAt = Number.POSITIVE_INFINITY;
    this.#domainWasRead = false;
    this.#servers.clear();
    this.#domains.clear();
  }
}
