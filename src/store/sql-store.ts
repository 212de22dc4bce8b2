import type { Ms } from '../units.ts';
import { endChange } from './end-change.ts';
import type { Engine, WriteNeeds } from './engine.ts';
import { forgetServer } from './forget.ts';
import { insertChange, selectChanges, selectReplicasAtWork, selectUnderWay } from './history.ts';
import { findServer, listServers } from './kept-servers.ts';
import { selectEndedLeases, selectNextLeaseEnd } from './leases.ts';
import { updateOriginal, updateSighting, updateWhereabouts } from './seen.ts';
import type {
  Change,
  ChangeEnd,
  EndedLease,
  KeptServer,
  NewChange,
  Resource,
  Sighting,
  Store,
  Value,
  Whereabouts,
} from './store.ts';
import { type StoreChanged, WatchedEngine } from './watched-engine.ts';

export interface StoreOptions {
  /** Milliseconds since the epoch; default: the machine's clock. */
  readonly now?: () => number;
  readonly storeChanged?: StoreChanged;
  /** How long a store that has gone away is left alone before it is tried again; 5 s unless set. */
  readonly retryMs?: Ms;
}

/** Repeated it would be begun twice. */
const beginning: WriteNeeds = { outlives: 'process', repeatable: false };
/** What was seen once can be seen again. */
const noting: WriteNeeds = { outlives: 'process', repeatable: true };
const keeping: WriteNeeds = { outlives: 'machine', repeatable: true };

/** The store in the tables of a database. */
export class SqlStore implements Store {
  readonly #engine: Engine;
  readonly #now: () => number;

  constructor(engine: Engine, { now = Date.now, storeChanged, retryMs }: StoreOptions) {
    this.#engine = storeChanged === undefined ? engine : new WatchedEngine(engine, storeChanged, retryMs);
    this.#now = now;
  }

  find(serverId: string): Promise<KeptServer | undefined> {
    return this.#engine.read((db) => findServer(db, this.#engine, serverId));
  }

  list(): Promise<readonly KeptServer[]> {
    return this.#engine.read((db) => listServers(db, this.#engine));
  }

  async begin(change: NewChange, where: Whereabouts): Promise<number> {
    if (change.cause === 'set' && change.asker === undefined) throw new Error('A set has somebody who asked for it');
    const { replica } = this.#engine;
    return await this.#engine.write(beginning, async (db) => {
      await updateWhereabouts(db, change.serverId, where);
      return insertChange(db, { change, where, replica, at: this.#now() });
    });
  }

  end(id: number, end: ChangeEnd): Promise<number | undefined> {
    const { replica, locksRows } = this.#engine;
    return this.#engine.write(keeping, (db) => endChange(db, { id, end, replica, at: this.#now(), locksRows }));
  }

  async listAbandoned(): Promise<readonly Change[]> {
    const gone = await this.#engine.findGone(await this.#engine.read(selectReplicasAtWork));
    return this.#engine.read((db) => selectUnderWay(db, gone));
  }

  listChanges(
    serverId: string,
    page: { readonly limit: number; readonly before: number | undefined },
  ): Promise<readonly Change[]> {
    return this.#engine.read((db) => selectChanges(db, serverId, page));
  }

  note(serverId: string, resource: Resource, sighting: Sighting): Promise<void> {
    return this.#engine.write(noting, (db) => updateSighting(db, { serverId, resource }, sighting));
  }

  noteOriginal(serverId: string, resource: Resource, original: Value): Promise<void> {
    return this.#engine.write(keeping, (db) => updateOriginal(db, { serverId, resource }, original));
  }

  noteWhereabouts(serverId: string, where: Whereabouts): Promise<void> {
    return this.#engine.write(noting, (db) => updateWhereabouts(db, serverId, where));
  }

  listEndedLeases(now: Date): Promise<readonly EndedLease[]> {
    return this.#engine.read((db) => selectEndedLeases(db, now.getTime()));
  }

  async findNextLeaseEnd(): Promise<Date | undefined> {
    const until = await this.#engine.read(selectNextLeaseEnd);
    return until === undefined ? undefined : new Date(until);
  }

  forget(serverId: string): Promise<void> {
    const { locksRows } = this.#engine;
    return this.#engine.write(keeping, (db) => forgetServer(db, serverId, locksRows));
  }

  exclusively<T>(key: string, waitMs: Ms, work: () => Promise<T>): Promise<T> {
    return this.#engine.exclusively(key, waitMs, work);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
