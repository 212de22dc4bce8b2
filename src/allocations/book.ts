import type { Logger } from 'pino';
import type { Domain } from '../compute/domain.ts';
import type { Change, ChangeEnd, NewChange, Store, Whereabouts } from '../store/store.ts';
import type { Ms } from '../units.ts';
import { auditRecord } from './audit.ts';
import { Pending } from './pending.ts';

/** A change that has been written down, and not its end. */
export interface Entry {
  /** The server's version after it; undefined where it does not count, as somebody else has ended the change. */
  end(end: ChangeEnd): Promise<number | undefined>;
}

/** What a change is for, and where: all of it that its plan does not say. */
export type Occasion = Pick<NewChange, 'serverId' | 'cause' | 'asker' | 'until'> & { readonly where: Whereabouts };

/** Writes changes down: in the store before they are made, and in the store and the log after it. It also has what is pending. */
export class Book {
  readonly store: Store;
  readonly log: Logger;
  readonly pending = new Pending();
  readonly #unwritten: { readonly entry: Entry; readonly end: ChangeEnd }[] = [];

  constructor(store: Store, log: Logger) {
    this.store = store;
    this.log = log;
  }

  /** For an end that the store could not take. Until then the change is under way; should this process end first, the host will tell how it is. */
  endLater(entry: Entry, end: ChangeEnd): void {
    this.#unwritten.push({ entry, end });
  }

  /**
   * Writes down the ends that the store could not take when they came.
   * @throws {Fault} storeUnavailable: it cannot yet
   */
  async endUnwritten(): Promise<void> {
    for (let first = this.#unwritten[0]; first !== undefined; first = this.#unwritten[0]) {
      await first.entry.end(first.end);
      this.#unwritten.shift();
    }
  }

  /** Runs a change while no other novatuned that shares the store changes anything on that host. */
  during<T>(hostName: string, waitMs: Ms, change: () => Promise<T>): Promise<T> {
    return this.store.exclusively(`host ${hostName}`, waitMs, change);
  }

  /** @throws {Fault} storeUnavailable */
  async open(
    { where, ...occasion }: Occasion,
    { resource, asked, before }: Pick<NewChange, 'resource' | 'asked' | 'before'>,
  ): Promise<Entry> {
    const change: NewChange = { ...occasion, resource, asked, before };
    const id = await this.store.begin(change, where);
    return this.resume({ ...change, id }, where);
  }

  /** The entry of a change that was written down before, by whomever. */
  resume(change: NewChange & Pick<Change, 'id'>, { projectId, hostName, domainName }: Whereabouts): Entry {
    return {
      end: async (end) => {
        const version = await this.store.end(change.id, end);
        if (version === undefined) return undefined;
        // What is still asked is applied then.
        if (end.outcome === 'success') this.pending.set(change.serverId, change.resource, undefined);
        const audited = { ...change, projectId, hostName, domainName, end };
        this.log.info({ audit: auditRecord(audited) }, 'allocation changed');
        return version;
      },
    };
  }
}

export const whereaboutsOf = ({ name, host }: Domain, projectId: string): Whereabouts => ({
  projectId,
  hostName: host.name,
  domainName: name,
});
