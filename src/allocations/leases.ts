import { MemoryInUse } from '../actions/memory-in-use.ts';
import { giveValue, isGiven, valueFor } from '../actions/resource-actions.ts';
import type { Domain } from '../compute/domain.ts';
import type { Host } from '../compute/host.ts';
import type { EndedLease, KeptServer } from '../store/store.ts';
import { RestoringAccount, Superseded } from './accounts.ts';
import type { Book } from './book.ts';
import { whileDown } from './while-down.ts';

/** The longest that a timer of Node's takes. */
const longestTimerMs = 2 ** 31 - 1;
/** While the end of some lease could not be carried out, the others are looked at so often. */
const lookEveryMs = 5000;
/** A lease whose end could not be carried out is tried again after so long; where the guest refuses it, after twice as long each time. */
const firstRetryMs = 15_000;
const longestRetryMs = 600_000;

export interface LeaseParts {
  readonly book: Book;
  /** Where a server runs; undefined for one that runs nowhere, `unsure` where that cannot be told for now. */
  readonly locate: (server: KeptServer) => Promise<Domain | 'unsure' | undefined>;
  readonly findHost: (name: string) => Host | undefined;
}

/** Gives back what was there before, when what was asked for a time has had its time. */
export class Leases {
  readonly #parts: LeaseParts;
  /** Of those that could not be ended, when to try again. */
  readonly #retries = new Map<string, { readonly at: number; readonly pauseMs: number }>();
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: LeaseParts) {
    this.#parts = parts;
  }

  /** Looks at what has ended, now and whenever a lease ends; to be called as well when a new one may be the first to end. */
  look(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#work = this.#work.then(() => this.#endAll());
  }

  /** Ends none any more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#work;
  }

  async #endAll(): Promise<void> {
    if (this.#stopped) return;
    const { book } = this.#parts;
    let waitMs = lookEveryMs;
    try {
      const ended = await book.store.listEndedLeases(new Date());
      this.#forgetRetries(ended);
      const done = await Promise.all(ended.map((lease) => this.#tryToEnd(lease)));
      if (done.every((one) => one)) waitMs = await this.#untilNextMs();
    } catch (err) {
      book.log.warn({ err }, 'leases could not be looked at; trying on');
    }
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), Math.min(waitMs, longestTimerMs)).unref();
  }

  async #untilNextMs(): Promise<number> {
    const next = await this.#parts.book.store.findNextLeaseEnd();
    return next === undefined ? longestTimerMs : Math.max(0, next.getTime() - Date.now());
  }

  /** Whether it is done; what the host or the guest refuses for now is tried again. */
  async #tryToEnd(lease: EndedLease): Promise<boolean> {
    const key = keyOf(lease);
    const retry = this.#retries.get(key);
    if (retry !== undefined && performance.now() < retry.at) return false;
    const end = await this.#end(lease);
    if (end === 'done') return true;
    const grows = end === 'refused' && retry !== undefined;
    const pauseMs = grows ? Math.min(retry.pauseMs * 2, longestRetryMs) : firstRetryMs;
    this.#retries.set(key, { at: performance.now() + pauseMs, pauseMs });
    return false;
  }

  #forgetRetries(ended: readonly EndedLease[]): void {
    const keys = new Set(ended.map(keyOf));
    for (const key of this.#retries.keys()) if (!keys.has(key)) this.#retries.delete(key);
  }

  async #end(lease: EndedLease): Promise<'done' | 'refused' | 'later'> {
    const { book, locate } = this.#parts;
    const { serverId, resource } = lease;
    try {
      const server = await book.store.find(serverId);
      if (server === undefined) return 'done';
      const domain = await locate(server);
      if (domain === 'unsure') return 'later';
      if (domain === undefined) return (await this.#strike(server, lease)) ? 'done' : 'later';
      const value = valueFor(domain, resource, lease.next);
      return isGiven(await giveValue(domain, resource, value, endingLease(book, server, lease))) ? 'done' : 'refused';
    } catch (err) {
      if (err instanceof Superseded) return 'done';
      book.log.warn({ serverId, resource, err }, 'the end of a lease could not be carried out; trying on');
      return err instanceof MemoryInUse ? 'refused' : 'later';
    }
  }

  /** Of a server that runs nowhere there is nothing to change but the record. Whether that is done. */
  async #strike(server: KeptServer, lease: EndedLease): Promise<boolean> {
    const { book, findHost } = this.#parts;
    // A class of the uplink outlives the domain: it goes once the server runs.
    if (lease.resource === 'network') return false;
    return whileDown(book, server, findHost(server.hostName), async () => {
      if (!(await isDue(book, lease))) return;
      const { serverId, resource, next: asked } = lease;
      const before = (await book.store.find(serverId))?.allocations.find((each) => each.resource === resource)?.asked;
      const occasion = { serverId, cause: 'lease-end', asker: undefined, until: undefined, where: server } as const;
      const entry = await book.open(occasion, { resource, asked, before: before ?? asked });
      await entry.end({ outcome: 'success', after: undefined, reason: undefined });
    });
  }
}

const keyOf = ({ serverId, resource }: EndedLease): string => `${serverId} ${resource}`;

/** Somebody may have asked for something else since, or for longer, or another novatuned have ended it. */
async function isDue(book: Book, { serverId, resource, next }: EndedLease): Promise<boolean> {
  const ended = await book.store.listEndedLeases(new Date());
  return ended.some((each) => each.serverId === serverId && each.resource === resource && each.next === next);
}

const endingLease = (book: Book, { serverId, projectId }: KeptServer, lease: EndedLease): RestoringAccount =>
  new RestoringAccount(book, { serverId, projectId, cause: 'lease-end', isDue: () => isDue(book, lease) });
