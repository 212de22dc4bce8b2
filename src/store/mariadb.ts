import { Fault } from '../faults.ts';
import { ms } from '../units.ts';
import type { MariadbAddress } from './mariadb-connections.ts';
import { MariadbEngine, type MariadbLimits } from './mariadb-engine.ts';
import { SqlStore, type StoreOptions } from './sql-store.ts';
import type { Store } from './store.ts';

export type { MariadbAddress } from './mariadb-connections.ts';

export type MariadbOptions = MariadbAddress & StoreOptions & Partial<MariadbLimits>;

const usualLimits: MariadbLimits = {
  queryConnections: 8,
  lockConnections: 32,
  graceMs: ms(5000),
  onLockLost: () => {},
};

/**
 * Opens a store in a database of MariaDB's (tried with 10.11) that is there already and in which the user may do everything. Several replicas
 * share it. All of them must use the same server: with Galera one and the same node, since locks are not known on the others.
 *
 * Named locks keep replicas from each other's works. A replica whose connection is lost in the middle of one has lost its turn without being able to
 * stop: `onLockLost` tells, the work goes on, and its `end` is written down all the same, for the host has what it has. Should another replica
 * have begun something later meanwhile, that is what holds.
 * @throws {Error} the database does not answer, does not let the user in, or is a newer novatuned's: one sentence for the operator
 */
export async function openMariadb(options: MariadbOptions): Promise<Store> {
  const engine = new MariadbEngine(options, { ...usualLimits, ...options });
  try {
    await engine.open();
    return new SqlStore(engine, options);
  } catch (error) {
    await engine.close();
    throw new Error(`Cannot keep what is asked of servers in ${nameOf(options)}: ${explain(error)}`, { cause: error });
  }
}

function nameOf({ server, database }: MariadbAddress): string {
  const place = 'host' in server ? `${server.host}:${server.port}` : server.socketPath;
  return `the database ${database} at ${place}`;
}

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOENT: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'it cannot be reached',
  ER_ACCESS_DENIED_ERROR: 'it does not take the user or the password',
  ER_DBACCESS_DENIED_ERROR: 'the user may not use that database',
  ER_BAD_DB_ERROR: 'there is no such database',
  ER_TABLEACCESS_DENIED_ERROR: 'the user may not create tables in that database',
};

function explain(error: unknown): string {
  if (error instanceof Fault) {
    return error.cause === undefined ? 'another replica is changing its tables' : explain(error.cause);
  }
  const { code = '', message } = error as NodeJS.ErrnoException;
  return sentences[code] ?? message;
}
