import { createHash } from 'node:crypto';
import type { Pool, PoolConnection, RowDataPacket } from 'mysql2';
import { type Ms, ms } from '../units.ts';
import { cutOff, lockSilenceMs } from './mariadb-connections.ts';

/** How long MariaDB may be late with an answer that has its own time limit. */
const latenessMs = 5000;
/** How long it may be silent before a lock that is held is given up: the server does so a little later itself. */
const patienceMs = (lockSilenceMs * 2) / 3;
/** So long a first connection may take, however short the wait for the lock. */
const leastConnectMs = 1000;

/**
 * A name for a key of a database. Names of locks belong to the server, not to one of its databases, and have at most 64 characters.
 * @see https://mariadb.com/kb/en/get_lock/
 */
export function lockName(database: string, key: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([database, key]))
    .digest('hex');
  return `novatune-${digest.slice(0, 48)}`;
}

/** What a connection says when it is lost: the server has ended it, or the network has. */
const endings = ['end', 'error'] as const;

interface Question {
  readonly sql: string;
  readonly values: (string | number)[];
  readonly timeoutMs: number;
}

/** Asks a connection one question that has one number for an answer; one that is not answered in time loses it. */
function askNumber(connection: PoolConnection, { sql, values, timeoutMs }: Question): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => cutOff(connection), timeoutMs);
    connection.query<RowDataPacket[]>(sql, values, (error, rows) => {
      clearTimeout(timer);
      if (error === null) resolve((rows[0]?.answer as number | null | undefined) ?? null);
      else reject(error);
    });
  });
}

interface Wanted {
  readonly name: string;
  /** How long to wait for it while others hold it. */
  readonly waitMs: Ms;
  /** Called once where it is lost before it is released. */
  readonly onLost?: () => void;
}

/** A lock of MariaDB's, held by a connection of its own until it is released or the connection is lost. */
export class NamedLock {
  readonly #connection: PoolConnection;
  readonly #name: string;
  readonly #onEnd: () => void;
  /** Says a word often enough that the server does not take its holder for gone. */
  readonly #heartbeat: NodeJS.Timeout;
  #isLost = false;

  private constructor(connection: PoolConnection, { name, onLost }: Wanted) {
    this.#connection = connection;
    this.#name = name;
    this.#onEnd = () => {
      if (!this.#isLost) onLost?.();
      this.#isLost = true;
    };
    for (const event of endings) connection.on(event, this.#onEnd);
    this.#heartbeat = setInterval(() => void this.#isHeld(patienceMs), lockSilenceMs / 3).unref();
  }

  /** Undefined where others have held it, or all connections of the pool, all the time. */
  static async take(pool: Pool, wanted: Wanted): Promise<NamedLock | undefined> {
    const { name, waitMs } = wanted;
    const giveUpAt = performance.now() + waitMs;
    const connection = await connect(pool, ms(Math.max(leastConnectMs, waitMs)));
    if (connection === undefined) return undefined;
    const leftMs = Math.max(0, giveUpAt - performance.now());
    try {
      const values = [name, leftMs / 1000];
      const question = { sql: 'select get_lock(?, ?) as answer', values, timeoutMs: leftMs + latenessMs };
      if ((await askNumber(connection, question)) === 1) return new NamedLock(connection, wanted);
    } catch (error) {
      connection.destroy();
      throw error;
    }
    connection.release();
    return undefined;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** Asks the server. Never fails. */
  isHeld(): Promise<boolean> {
    return this.#isHeld(latenessMs);
  }

  async #isHeld(timeoutMs: number): Promise<boolean> {
    const sql = 'select is_used_lock(?) = connection_id() as answer';
    return !this.#isLost && (await this.#ask(sql, timeoutMs)) === 1;
  }

  /** Never fails: a lock that cannot be given back goes with its connection. */
  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    for (const event of endings) this.#connection.off(event, this.#onEnd);
    const isReleased = !this.#isLost && (await this.#ask('select release_lock(?) as answer')) === 1;
    if (isReleased) this.#connection.release();
    else this.#connection.destroy();
  }

  #ask(sql: string, timeoutMs = latenessMs): Promise<number | null> {
    const question = { sql, values: [this.#name], timeoutMs };
    return askNumber(this.#connection, question).catch(() => null);
  }
}

/** Whether nobody holds a lock. */
export async function isFree(pool: Pool, name: string): Promise<boolean> {
  const connection = await connect(pool, ms(latenessMs));
  if (connection === undefined) throw new Error('There is no connection to the database to be had');
  try {
    const question = { sql: 'select is_free_lock(?) as answer', values: [name], timeoutMs: latenessMs };
    return (await askNumber(connection, question)) === 1;
  } finally {
    connection.release();
  }
}

/** Undefined where none is free in time. */
function connect(pool: Pool, waitMs: Ms): Promise<PoolConnection | undefined> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      resolve(undefined);
    }, waitMs);
    pool.getConnection((error, connection) => {
      clearTimeout(timer);
      if (isLate) connection?.release();
      else if (error) reject(error);
      else resolve(connection);
    });
  });
}
