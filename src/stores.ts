import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from './config.ts';
import { openSqlite } from './store/sqlite.ts';
import type { Store } from './store/store.ts';
import type { StoreWatch } from './store-watch.ts';

/** Where a service on real hosts keeps what was asked, unless it is told otherwise. */
const defaultFile = '/var/lib/novatune/novatune.sqlite';

/** One that cannot be made is told of by whoever opens the file. */
function makeDefault(): string {
  try {
    mkdirSync(dirname(defaultFile), { recursive: true, mode: 0o750 });
  } catch {}
  return defaultFile;
}

/**
 * Opens what keeps what was asked. The in-memory driver forgets its servers, and so what was asked of them, unless a file is named.
 * @throws {Error} it cannot be opened; one sentence
 */
export async function openStore(
  { driver, store: { file, mariadb } }: Pick<Config, 'driver' | 'store'>,
  { storeChanged, onLockLost }: StoreWatch,
): Promise<Store> {
  const options = { storeChanged };
  if (mariadb === undefined) return openSqlite(file ?? (driver === 'fake' ? ':memory:' : makeDefault()), options);
  const { host, port, database, user, password_file: passwordFile } = mariadb;
  // Most have none, and its client takes long to load.
  const { openMariadb } = await import('./store/mariadb.ts');
  return openMariadb({
    server: { host, port },
    database,
    user,
    password: readFileSync(passwordFile, 'utf8').trimEnd(),
    ...options,
    onLockLost,
  });
}
