import type { Logger } from 'pino';
import type { Domain } from '../compute/domain.ts';
import type { Change, ChangeEnd, NewChange, Store, Whereabouts } from '../store/store.ts';
import type { Ms } from '../units.ts';
import { auditRecord } from './audit.ts';
import { Pending } from './pending.ts';

/** A change that has been written down, and not its end. */
export interface Entry {
  end(end: ChangeEnd): Promise<void>;
}

/** What a change is for, and where: all of it that its plan does not say. */
export type Occasion = Pick<NewChange, 'serverId' | 'cause' | 'asker' | 'until'> & { readonly where: Whereabouts };

/** Writes changes down: in the store before they are made, and in the store and the log after it. It also has what is pending. */
export class Book {
  readonly store: Store;
  readonly log: Logger;
  readonly pending = new Pending();

  constructor(store: Store, log: Logger) {
    this.store = store;
    this.log = log;
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
        await this.store.end(change.id, end);
        // What is still asked is applied then.
        if (end.outcome === 'success') this.pending.set(change.serverId, change.resource, undefined);
        const audited = { ...change, projectId, hostName, domainName, end };
        this.log.info({ audit: auditRecord(audited) }, 'allocation changed');
      },
    };
  }
}

export const whereaboutsOf = ({ name, host }: Domain, projectId: string): Whereabouts => ({
  projectId,
  hostName: host.name,
  domainName: name,
});
