import { closeSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { NewerSchema } from './migrations.ts';
import { SqlStore, type StoreOptions } from './sql-store.ts';
import { type Driver, loadDriver, NoDriver } from './sqlite-driver.ts';
import { SqliteEngine } from './sqlite-engine.ts';
import type { Store } from './store.ts';

/** Stands in the header of our files, so that another program's are left alone: "ntun". */
const applicationId = 0x6e74756e;
/** How long a file may still be somebody else's who is just closing it. */
const busyTimeoutMs = 1000;

/**
 * Opens a store in a file, which it makes if there is none, readable by its owner only; or in memory.
 *
 * The file belongs to this process until `close` or its end, however that comes about: no other program can read it meanwhile. It must be on a disk
 * of this machine, since locks and syncs of network file systems are not to be relied on.
 * @param file its path, or `:memory:`
 * @throws {Error} SQLite is not installed, the folder is not there, the file cannot be written, is another's, a newer novatuned's, or in use by another novatuned: one
 *   sentence for the operator
 */
export async function openSqlite(file: string, options: StoreOptions = {}): Promise<Store> {
  let database: Database | undefined;
  try {
    const driver = await loadDriver();
    database = file === ':memory:' ? new driver(file) : openFile(driver, file);
    const engine = new SqliteEngine(database);
    await engine.migrate();
    return new SqlStore(engine, options);
  } catch (error) {
    database?.close();
    throw new Error(`Cannot keep what is asked of servers in ${file}: ${explain(error)}`, { cause: error });
  }
}

function openFile(driver: Driver, file: string): Database {
  requireFolder(dirname(file));
  createPrivately(file);
  const database = new driver(file, { timeout: busyTimeoutMs });
  try {
    take(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** What is wrong with the place of a file, in the words of `explain`. */
class Unusable extends Error {}

function requireFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new Unusable(`there is no folder ${folder}`);
  }
}

/** Only a new file, since closing one drops whatever locks this process has on it. SQLite gives its other files the same mode. */
function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function take(database: Database): void {
  // Before anything is read: from then on the lock is held. It is the kernel's, and goes with the process.
  database.pragma('locking_mode = exclusive');
  requireOurs(database);
  database.pragma('journal_mode = wal');
  database.pragma(`application_id = ${applicationId}`);
}

function requireOurs(database: Database): void {
  const found = database.pragma('application_id', { simple: true });
  const isEmpty = database.prepare('select 1 from sqlite_master').get() === undefined;
  if (found === applicationId || (found === 0 && isEmpty)) return;
  throw new Unusable('it is the database of another program');
}

/** As where its install script was not allowed to run. */
const noBinary = 'better-sqlite3 was not built for this machine and this Node: npm rebuild better-sqlite3';

const sentences: Readonly<Record<string, string>> = {
  SQLITE_BUSY: 'another novatuned uses it',
  SQLITE_NOTADB: 'it is no database of SQLite',
  SQLITE_CORRUPT: 'it is damaged',
  SQLITE_CANTOPEN: 'it cannot be opened',
  SQLITE_READONLY: 'it cannot be written',
  SQLITE_FULL: 'the disk is full',
  SQLITE_IOERR: 'the disk does not read or write it',
  EACCES: 'its folder or it cannot be written',
  EPERM: 'its folder or it cannot be written',
  EROFS: 'its file system is read-only',
  ENOSPC: 'the disk is full',
  ERR_DLOPEN_FAILED: noBinary,
};

function explain(error: unknown): string {
  if ([Unusable, NewerSchema, NoDriver].some((kind) => error instanceof kind)) return (error as Error).message;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (message.startsWith('Could not locate the bindings file')) return noBinary;
  // Its codes have an extension, such as SQLITE_BUSY_RECOVERY.
  return sentences[code] ?? sentences[code.split('_').slice(0, 2).join('_')] ?? message;
}
