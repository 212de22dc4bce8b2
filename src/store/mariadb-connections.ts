import type { Socket } from 'node:net';
import type { MysqlPool, MysqlPoolConnection, MysqlQueryResult } from 'kysely';
import { type ConnectionOptions, createPool, type Pool, type PoolConnection } from 'mysql2';

/** Where a database is, and as whom to use it. */
export interface MariadbAddress {
  readonly server: { readonly host: string; readonly port: number } | { readonly socketPath: string };
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Certificates of authorities (PEM) by which the server must show who it is; undefined: no TLS. */
  readonly authorities?: string | undefined;
}

const connectTimeoutMs = 5000;
/** How long an answer may take beyond what the server itself allows, since the server says better what was wrong. */
const latenessMs = 5000;

function connectionOptions({ server, user, password, database, authorities }: MariadbAddress): ConnectionOptions {
  const tls = authorities === undefined ? {} : { ssl: { ca: authorities, verifyIdentity: true } };
  const charset = 'utf8mb4_bin';
  return { ...server, user, password, database, charset, connectTimeout: connectTimeoutMs, ...tls };
}

export interface QueryLimits {
  readonly connections: number;
  readonly longestStatementMs: number;
}

/** Connections for transactions. */
export function createQueryPool(address: MariadbAddress, { connections, longestStatementMs }: QueryLimits): MysqlPool {
  const pool = createPool({ ...connectionOptions(address), connectionLimit: connections });
  prepareConnections(pool, [
    // Nothing is shortened or rounded in silence, and nothing waits for good.
    `set session sql_mode = 'TRADITIONAL', group_concat_max_len = 1048576, innodb_lock_wait_timeout = 5,
      max_statement_time = ${longestStatementMs / 1000}`,
    'set session transaction isolation level read committed',
  ]);
  const bound = bounded(longestStatementMs + latenessMs);
  return {
    getConnection: (done) =>
      pool.getConnection((error, connection) =>
        error === null ? done(null, bound(connection)) : done(error, connection),
      ),
    end: (done) => pool.end(done),
  };
}

/** How long a connection that holds a lock may be silent until the server ends it. */
export const lockSilenceMs = 30_000;

/** Connections that hold named locks, one each. */
export function createLockPool(address: MariadbAddress, connectionLimit: number): Pool {
  const pool = createPool({
    ...connectionOptions(address),
    connectionLimit,
    maxIdle: 4,
    idleTimeout: lockSilenceMs / 2,
  });
  // A machine that is gone without a word gives its locks back after so long; who holds one says a word more often.
  prepareConnections(pool, [`set session wait_timeout = ${lockSilenceMs / 1000}`]);
  return pool;
}

/** What is asked of a new connection here comes before whatever it was made for. */
function prepareConnections(pool: Pool, statements: readonly string[]): void {
  pool.on('connection', (connection: PoolConnection) => {
    // Its loss is told to whoever uses it, and a second time here, where it would end the process.
    connection.on('error', () => {});
    for (const statement of statements) {
      connection.query(statement, (error) => {
        if (error !== null) connection.destroy();
      });
    }
  });
}

type Done = (error: unknown, result: MysqlQueryResult) => void;

/** A connection as Kysely has it, but for streams, which the store has no use for. Where the database does not answer in time it is lost. */
const bounded = (longestAnswerMs: number) => (connection: PoolConnection) =>
  ({
    query(text: string, values: string[], done: Done): void {
      const timer = setTimeout(() => cutOff(connection), longestAnswerMs);
      connection.query(text, values, (error, result) => {
        clearTimeout(timer);
        done(error, result as MysqlQueryResult);
      });
    },
    release: () => connection.release(),
  }) as MysqlPoolConnection;

/** Unlike `destroy`, this ends what is under way on it with an error. */
export function cutOff(connection: object): void {
  const { stream } = connection as { readonly stream: Socket };
  stream.destroy(Object.assign(new Error('The database does not answer'), { code: 'ETIMEDOUT' }));
}
