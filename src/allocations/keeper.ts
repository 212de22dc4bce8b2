import type { Domain } from '../compute/domain.ts';
import type { Host } from '../compute/host.ts';
import type { LifecycleEvent } from '../compute/lifecycle-line.ts';
import { findServerDomain, type ServerDomain } from '../inventory/read-domain.ts';
import type { Book } from './book.ts';
import { type KeeperObserver, lookAfter } from './look-after.ts';
import { persist } from './persist.ts';
import { bringToRatio } from './ratio.ts';
import type { Reason } from './restore.ts';

/** What an event means for what was asked: a fresh domain, or one that comes back; undefined for others. */
function reasonOf({ event, detail }: LifecycleEvent): Reason | undefined {
  if (event === 'Started') return detail === 'Booted' ? 'start' : 'return';
  return event === 'Resumed' ? 'return' : undefined;
}

/** What follows of an event, until it is done or another event of the same server follows. */
interface Look {
  readonly domain: Domain;
  readonly reason: Reason;
  /** Whether the domain is a fresh one: Nova starts one as paused, and resumes it once its network is there. */
  readonly isFresh: boolean;
  readonly abort: AbortController;
}

/** Gives domains back what was asked of their servers, as soon as they come up without it, and others what the ratio of memory leaves them. */
export class Keeper {
  readonly #book: Book;
  readonly #observer: KeeperObserver;
  /** Of each server the newest look; it aborts the one before. */
  readonly #looks = new Map<string, Look>();
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(book: Book, observer: KeeperObserver) {
    this.#book = book;
    this.#observer = observer;
  }

  /** Something has happened to a domain. What goes wrong is in the log, and for the next sweep. */
  onEvent(host: Host, event: LifecycleEvent): void {
    const reason = reasonOf(event);
    if (reason === undefined || this.#stopped) return;
    const { domainName } = event;
    const run = this.#answer(host, domainName, reason)
      .catch((err: unknown) =>
        this.#book.log.warn(
          { host: host.name, domainName, err },
          'domain could not be given back what was asked of it',
        ),
      )
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  /** Begins nothing more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { abort } of this.#looks.values()) abort.abort();
    await Promise.all(this.#running);
  }

  async #answer(host: Host, domainName: string, reason: Reason): Promise<void> {
    const startedAt = performance.now();
    const found = await findServerDomain(host, domainName);
    if (found === undefined) return;
    const look = this.#begin(found.domain, reason);
    const ratio = this.#applyRatio(found, look);
    try {
      if (await this.#bringBack(look)) this.#observer.restored(performance.now() - startedAt);
    } finally {
      await ratio;
      if (this.#isCurrent(look)) this.#looks.delete(look.domain.uuid);
    }
  }

  #begin(domain: Domain, reason: Reason): Look {
    const before = this.#looks.get(domain.uuid);
    before?.abort.abort();
    const isFresh = reason === 'start' || before?.isFresh === true;
    const look = { domain, reason, isFresh, abort: new AbortController() };
    if (this.#stopped) look.abort.abort();
    this.#looks.set(domain.uuid, look);
    return look;
  }

  #isCurrent(look: Look): boolean {
    return this.#looks.get(look.domain.uuid) === look;
  }

  /** Until all is there that can be. Whether there was something to bring back, and it is there. */
  async #bringBack({ domain, reason, abort }: Look): Promise<boolean> {
    let isFirst = true;
    const done = await persist(abort.signal, async () => {
      const kept = await this.#book.store.find(domain.uuid);
      if (kept === undefined || kept.allocations.length === 0) return 'nothing';
      // What has been given back is no fresh domain's own any more: whoever changes it from now on is the sweep's to find.
      const allocations = isFirst ? kept.allocations : kept.allocations.filter(({ state }) => state === 'deferred');
      isFirst = false;
      const server = { ...kept, allocations };
      const missing = await lookAfter(this.#book, this.#observer, { domain, server, reason, mends: true });
      return missing === 0 ? 'all' : undefined;
    });
    return done === 'all';
  }

  async #applyRatio({ domain, projectId }: ServerDomain, look: Look): Promise<void> {
    if (!look.isFresh || projectId === undefined) return;
    await bringToRatio(this.#book, { domain, projectId, isCurrent: () => this.#isCurrent(look) }, look.abort.signal);
  }
}
