import { setTimeout as sleep } from 'node:timers/promises';
import type { Domain } from '../compute/domain.ts';
import type { Host } from '../compute/host.ts';
import type { LifecycleEvent } from '../compute/lifecycle-line.ts';
import { findDomain } from '../inventory/read-domain.ts';
import type { Book } from './book.ts';
import { type KeeperObserver, lookAfter } from './look-after.ts';
import type { Reason } from './restore.ts';

/** What an event means for what was asked: a fresh domain, or one that comes back; undefined for others. */
function reasonOf({ event, detail }: LifecycleEvent): Reason | undefined {
  if (event === 'Started') return detail === 'Booted' ? 'start' : 'return';
  return event === 'Resumed' ? 'return' : undefined;
}

const firstPauseMs = 500;
const longestPauseMs = 15_000;
/** What has not come so long after a start is for the sweep. */
const patienceMs = 120_000;

/** Gives domains back what was asked of their servers, as soon as they come up without it. */
export class Keeper {
  readonly #book: Book;
  readonly #observer: KeeperObserver;
  /** Of each server the newest look; it aborts the one before. */
  readonly #looks = new Map<string, AbortController>();
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
    for (const look of this.#looks.values()) look.abort();
    await Promise.all(this.#running);
  }

  async #answer(host: Host, domainName: string, reason: Reason): Promise<void> {
    const startedAt = performance.now();
    const domain = await findDomain(host, domainName);
    if (domain === undefined) return;
    const look = this.#begin(domain.uuid);
    try {
      if (await this.#bringBack(domain, reason, look.signal)) this.#observer.restored(performance.now() - startedAt);
    } finally {
      if (this.#looks.get(domain.uuid) === look) this.#looks.delete(domain.uuid);
    }
  }

  #begin(serverId: string): AbortController {
    this.#looks.get(serverId)?.abort();
    const look = new AbortController();
    if (this.#stopped) look.abort();
    this.#looks.set(serverId, look);
    return look;
  }

  /** Again and again, until all is there that can be. Whether there was something to bring back, and it is there. */
  async #bringBack(domain: Domain, reason: Reason, signal: AbortSignal): Promise<boolean> {
    const dueAt = performance.now() + patienceMs;
    let why = reason;
    for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const server = await this.#book.store.find(domain.uuid);
      if (server === undefined || server.allocations.length === 0) return false;
      const missing = await lookAfter(this.#book, this.#observer, { domain, server, reason: why, mends: true });
      if (missing === 0) return true;
      if (performance.now() > dueAt) return false;
      // The domain's own values were read at the first look; what is there by now may be ours.
      why = 'return';
      await sleep(pauseMs, undefined, { ref: false, signal }).catch(() => {});
    }
    return false;
  }
}
