import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { Ms } from '../units.ts';
import { orAway, workOf } from './away.ts';
import type { Engine, WriteNeeds } from './engine.ts';
import { migrate } from './migrations.ts';
import { preparedOnce } from './prepared-once.ts';
import type { Schema } from './schema.ts';

/** The disk is full, broken or gone: nothing of ours is wrong, and it may be mended while we run. */
const isAway = (error: unknown): boolean =>
  /^SQLITE_(FULL|IOERR|READONLY|BUSY|CANTOPEN)/.test((error as { readonly code?: string }).code ?? '');

/** A database that this process alone has open, on one connection: statements of different works never mix. */
export class SqliteEngine implements Engine {
  readonly replica = randomUUID();
  readonly locksRows = false;
  readonly jsonArrayOf = 'json_group_array';
  readonly #database: Database;
  readonly #db: Kysely<Schema>;

  constructor(database: Database) {
    this.#database = database;
    this.#db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: preparedOnce(database) }) });
  }

  migrate(): Promise<void> {
    return migrate(this.#db, 'sqlite');
  }

  read<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
    return orAway('read', isAway, () => work(this.#db));
  }

  write<T>(needs: WriteNeeds, work: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
    return orAway(workOf(needs), isAway, () => this.#begin(needs.outlives, work));
  }

  #begin<T>(outlives: WriteNeeds['outlives'], work: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
    return this.#db.connection().execute((connection) => {
      // With "normal" a commit is in the kernel's hands, with "full" on the disk, and all earlier ones with it. Only between transactions.
      this.#database.pragma(`synchronous = ${outlives === 'machine' ? 'full' : 'normal'}`);
      return connection.transaction().execute(work);
    });
  }

  /** Whoever began a change in this file before had it to himself then, and has left it. */
  async findGone(replicas: readonly string[]): Promise<readonly string[]> {
    return replicas.filter((replica) => replica !== this.replica);
  }

  /** There is no other replica. */
  exclusively<T>(_key: string, _waitMs: Ms, work: () => Promise<T>): Promise<T> {
    return work();
  }

  close(): Promise<void> {
    return this.#db.destroy();
  }
}
