import type { Account, PlannedChange } from '../actions/account.ts';
import { Fault } from '../faults.ts';
import type { Asker, Cause, ChangeEnd, KeptServer, Store, Value } from '../store/store.ts';
import type { Ms } from '../units.ts';
import { type Book, type Entry, whereaboutsOf } from './book.ts';

/** A change that somebody asks for. */
export interface Wish {
  readonly serverId: string;
  /** The server's. */
  readonly projectId: string;
  readonly asker: Asker;
  /** Until when it is to hold; undefined for good. */
  readonly until?: Date | undefined;
  /** True where nothing of the resource is asked any more. */
  readonly takesBack?: true;
  /** Whether a version of the server's allocation is one that the change may be made to; undefined for any. */
  readonly accepts?: ((version: number) => boolean) | undefined;
}

/** For what somebody asks. It is written down even where the host has the value already: it is to last from now on. */
export class WishAccount implements Account {
  readonly #book: Book;
  readonly #wish: Wish;
  #entry: Entry | undefined;
  #version: number | undefined;

  constructor(book: Book, wish: Wish) {
    this.#book = book;
    this.#wish = wish;
  }

  /** That of the server's allocation right after the change; undefined where there was none. */
  get version(): number | undefined {
    return this.#version;
  }

  /** @throws {Fault} preconditionFailed: the allocation is in no version that it may be made to; storeUnavailable */
  async begin(planned: PlannedChange): Promise<void> {
    this.#entry = undefined;
    const { serverId, projectId, asker, until, takesBack = false, accepts } = this.#wish;
    if (accepts !== undefined) await checkVersion(this.#book.store, serverId, accepts);
    const cause = takesBack || planned.takesBack ? 'clear' : 'set';
    const where = whereaboutsOf(planned.domain, projectId);
    this.#entry = await this.#book.open({ serverId, cause, asker, until, where }, planned);
  }

  async end(end: ChangeEnd): Promise<void> {
    this.#version = await this.#entry?.end(end);
  }

  endLater(end: ChangeEnd): void {
    if (this.#entry !== undefined) this.#book.endLater(this.#entry, end);
  }

  during<T>(hostName: string, waitMs: Ms, change: () => Promise<T>): Promise<T> {
    return this.#book.during(hostName, waitMs, change);
  }
}

/** That of a server of which nothing was ever asked is 0. */
export const versionOf = (server: KeptServer | undefined): number => server?.version ?? 0;

/** @throws {Fault} preconditionFailed */
export async function checkVersion(
  store: Store,
  serverId: string,
  accepts: (version: number) => boolean,
): Promise<void> {
  const version = versionOf(await store.find(serverId));
  if (accepts(version)) return;
  const message = `The allocation of instance ${serverId} has changed: its ETag is "${version}" now. Look at it again first.`;
  throw new Fault('preconditionFailed', message);
}

/** What is given back to a server. */
export interface Restoration {
  readonly serverId: string;
  readonly projectId: string;
  readonly cause: Cause;
  /** Whether it is still to be given back. */
  isDue(): Promise<boolean>;
  /** Told what the domain has before anything is given back, in the change's turn. */
  noteBefore?(before: Value): Promise<void>;
}

/** For what is given back, of what was asked before or was there before: only while that is still so. */
export class RestoringAccount implements Account {
  readonly #book: Book;
  readonly #restoration: Restoration;
  #entry: Entry | undefined;

  constructor(book: Book, restoration: Restoration) {
    this.#book = book;
    this.#restoration = restoration;
  }

  /** @throws {Superseded} somebody has asked for something else meanwhile */
  async begin(planned: PlannedChange): Promise<void> {
    this.#entry = undefined;
    const { serverId, projectId, cause } = this.#restoration;
    if (!(await this.#restoration.isDue())) throw new Superseded();
    // What is there already changes nothing of what is kept.
    if (planned.isThere && cause !== 'lease-end') return;
    await this.#restoration.noteBefore?.(planned.before);
    const where = whereaboutsOf(planned.domain, projectId);
    this.#entry = await this.#book.open({ serverId, cause, asker: undefined, until: undefined, where }, planned);
  }

  async end(end: ChangeEnd): Promise<void> {
    await this.#entry?.end(end);
  }

  endLater(end: ChangeEnd): void {
    if (this.#entry !== undefined) this.#book.endLater(this.#entry, end);
  }

  during<T>(hostName: string, waitMs: Ms, change: () => Promise<T>): Promise<T> {
    return this.#book.during(hostName, waitMs, change);
  }
}

/** What was to be given back is not to be any more. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}
