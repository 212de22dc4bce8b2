import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Fault } from '../faults.ts';
import { type Ms, ms } from '../units.ts';
import { isStoreAway } from './away.ts';
import type { Engine, WriteNeeds } from './engine.ts';
import type { Schema } from './schema.ts';

/** Told that the store has gone away, and why, or that it is back. */
export type StoreChanged = (failure: Fault | undefined) => void;

const usualRetryMs = ms(5000);
const probing: WriteNeeds = { outlives: 'machine', repeatable: true };

/**
 * An engine that tells when it goes away, as whoever uses it finds, and when it is back. From then on it tries by itself, until a write goes
 * well: a disk that is full can still be read, and nobody else may write for hours.
 */
export class WatchedEngine implements Engine {
  readonly #engine: Engine;
  readonly #changed: StoreChanged;
  readonly #retryMs: Ms;
  readonly #closed = new AbortController();
  #isAway = false;

  constructor(engine: Engine, changed: StoreChanged, retryMs: Ms = usualRetryMs) {
    this.#engine = engine;
    this.#changed = changed;
    this.#retryMs = retryMs;
  }

  get replica(): string {
    return this.#engine.replica;
  }

  get locksRows(): boolean {
    return this.#engine.locksRows;
  }

  get jsonArrayOf(): Engine['jsonArrayOf'] {
    return this.#engine.jsonArrayOf;
  }

  read<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
    return this.#watch(this.#engine.read(work));
  }

  write<T>(needs: WriteNeeds, work: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
    return this.#watch(this.#engine.write(needs, work));
  }

  findGone(replicas: readonly string[]): Promise<readonly string[]> {
    return this.#watch(this.#engine.findGone(replicas));
  }

  exclusively<T>(key: string, waitMs: Ms, work: () => Promise<T>): Promise<T> {
    return this.#watch(this.#engine.exclusively(key, waitMs, work));
  }

  close(): Promise<void> {
    this.#closed.abort();
    return this.#engine.close();
  }

  async #watch<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (isStoreAway(error) && !this.#isAway) void this.#tryOn(error);
      throw error;
    }
  }

  async #tryOn(failure: Fault): Promise<void> {
    const { signal } = this.#closed;
    this.#isAway = true;
    this.#changed(failure);
    while (this.#isAway && !signal.aborted) {
      await sleep(this.#retryMs, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) this.#isAway = !(await this.#canWrite());
    }
    if (!this.#isAway) this.#changed(undefined);
  }

  async #canWrite(): Promise<boolean> {
    try {
      await this.#engine.write(probing, (db) => writeAndTakeBack(db, this.replica));
      return true;
    } catch {
      return false;
    }
  }
}

/** In a transaction, so that nobody ever sees it. Nothing less finds a disk that is full. */
async function writeAndTakeBack(db: Kysely<Schema>, id: string): Promise<void> {
  const nowhere = { project_id: '', host_name: '', domain_name: '' };
  await db
    .insertInto('servers')
    .values({ server_id: id, ...nowhere, version: 0, forgotten: 1 })
    .execute();
  await db.deleteFrom('servers').where('server_id', '=', id).execute();
}
