import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, MysqlDialect } from 'kysely';
import type { Pool } from 'mysql2';
import { Exclusive, turnDidNotCome } from '../exclusive.ts';
import { type Ms, ms } from '../units.ts';
import { orAway, storeIsAway, workOf } from './away.ts';
import type { Engine, WriteNeeds } from './engine.ts';
import { createLockPool, createQueryPool, type MariadbAddress } from './mariadb-connections.ts';
import { isAway, patiently } from './mariadb-failure.ts';
import { migrate } from './migrations.ts';
import { isFree, lockName, NamedLock } from './named-lock.ts';
import type { Schema } from './schema.ts';
import { nameOfLife, SignOfLife } from './sign-of-life.ts';

export interface MariadbLimits {
  /** How many transactions at once. */
  readonly queryConnections: number;
  /** How many keys this process holds or waits for at once; more wait for their turn here. One connection more is its sign of life. */
  readonly lockConnections: number;
  /** How long a replica may be without a sign of life before it counts as gone. */
  readonly graceMs: Ms;
  /** Called where the lock of a key was lost while its work was under way. */
  readonly onLockLost: (key: string) => void;
}

const longestStatementMs = 20_000;
const longestMigrationMs = 3_600_000;
const longestCloseMs = 5000;

/** A database that several replicas use, with named locks between them. */
export class MariadbEngine implements Engine {
  readonly replica = randomUUID();
  readonly locksRows = true;
  readonly jsonArrayOf = 'json_arrayagg';
  readonly #address: MariadbAddress;
  readonly #limits: MariadbLimits;
  readonly #db: Kysely<Schema>;
  readonly #locks: Pool;
  readonly #life: SignOfLife;
  /** Of those here who want the same key one waits for its lock, so that it takes one connection. */
  readonly #turns = new Exclusive();

  constructor(address: MariadbAddress, limits: MariadbLimits) {
    this.#address = address;
    this.#limits = limits;
    const pool = createQueryPool(address, { connections: limits.queryConnections, longestStatementMs });
    this.#db = new Kysely<Schema>({ dialect: new MysqlDialect({ pool }) });
    this.#locks = createLockPool(address, limits.lockConnections + 1);
    this.#life = new SignOfLife(this.#locks, this.replica);
  }

  /** Brings the tables up to date, and shows the others that it is there. */
  async open(): Promise<void> {
    await this.exclusively('migrations', ms(longestMigrationMs), () => this.#migrate());
    await this.#life.begin();
  }

  read<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
    return orAway('read', isAway, () => patiently({ repeatable: true }, () => work(this.#db)));
  }

  /** What outlives what is the server's to say: by default InnoDB syncs each commit. */
  async write<T>(needs: WriteNeeds, work: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
    const { repeatable } = needs;
    // What is begun without a sign of life looks abandoned.
    if (!repeatable)
      await orAway(
        'begin',
        () => true,
        () => this.#life.isShown(),
      );
    return await orAway(workOf(needs), isAway, () =>
      patiently({ repeatable }, () => this.#db.transaction().execute(work)),
    );
  }

  /** Looks twice: where MariaDB has just come back, or a network, the signs of those who live come back within a second or two. */
  async findGone(replicas: readonly string[]): Promise<readonly string[]> {
    const silent = await this.#findSilent(replicas.filter((replica) => replica !== this.replica));
    if (silent.length === 0) return [];
    await sleep(this.#limits.graceMs);
    return await this.#findSilent(silent);
  }

  exclusively<T>(key: string, waitMs: Ms, work: () => Promise<T>): Promise<T> {
    const giveUpAt = performance.now() + waitMs;
    return this.#turns.run(key, waitMs, async () => {
      const lock = await this.#takeTurn(key, ms(Math.max(0, giveUpAt - performance.now())));
      try {
        return await work();
      } finally {
        await lock.release();
      }
    });
  }

  async close(): Promise<void> {
    await this.#life.end();
    const locksEnded = new Promise((resolve) => this.#locks.end(resolve));
    const ended = Promise.allSettled([locksEnded, this.#db.destroy()]);
    const timer = new AbortController();
    // One that does not answer is left to notice by itself.
    const late = sleep(longestCloseMs, undefined, { signal: timer.signal, ref: false }).catch(() => {});
    await Promise.race([ended, late]);
    timer.abort();
  }

  async #takeTurn(key: string, waitMs: Ms): Promise<NamedLock> {
    const name = lockName(this.#address.database, key);
    const onLost = () => this.#limits.onLockLost(key);
    const lock = await NamedLock.take(this.#locks, { name, waitMs, onLost }).catch((cause: unknown) => {
      throw isAway(cause) ? storeIsAway('begin', cause) : turnDidNotCome({ cause });
    });
    if (lock === undefined) throw turnDidNotCome();
    return lock;
  }

  async #findSilent(replicas: readonly string[]): Promise<string[]> {
    const silent: string[] = [];
    for (const replica of replicas) if (await isFree(this.#locks, nameOfLife(replica))) silent.push(replica);
    return silent;
  }

  async #migrate(): Promise<void> {
    const pool = createQueryPool(this.#address, { connections: 1, longestStatementMs: longestMigrationMs });
    const db = new Kysely<Schema>({ dialect: new MysqlDialect({ pool }) });
    await migrate(db, 'mariadb').finally(() => db.destroy());
  }
}
