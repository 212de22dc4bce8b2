import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openSqlite } from '../../../src/store/sqlite.ts';
import type { StoreChanged } from '../../../src/store/watched-engine.ts';
import { ms } from '../../../src/units.ts';
import { describeStore } from '../../store/behaviour.ts';
import { failure, newChange, succeed, where } from '../../store/changes.ts';
import type { Clock, Place } from '../../store/place.ts';
import { describeReopenedStore } from '../../store/reopened.ts';

const inMemory = async (): Promise<Place> => ({
  open: ({ now }) => openSqlite(':memory:', { now }),
  remove: async () => {},
});

async function inFile(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'novatune-store-'));
  return {
    open: ({ now }: Clock) => openSqlite(join(folder, 'store.db'), { now }),
    remove: async () => rmSync(folder, { recursive: true }),
  };
}

describeStore('a store of SQLite in memory', inMemory);
// What is random takes a sync of the disk for each step here.
describeStore('a store of SQLite in a file', inFile, 5);
describeReopenedStore('a store of SQLite that is opened again', inFile);

test('list has every server, however many there are, and lets others have their turn', {
  timeout: 30_000,
}, async () => {
  const store = await openSqlite(':memory:');
  const ids = Array.from({ length: 1200 }, (_, index) => `server-${10_000 + index}`);
  for (const serverId of ids) await succeed(store, { serverId });
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 0);
  const listed = await store.list();
  clearInterval(timer);

  expect(listed.map(({ serverId }) => serverId)).toEqual(ids);
  expect(turns).toBeGreaterThan(0);
  await store.close();
});

describe('openSqlite', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'novatune-store-'));
    file = join(folder, 'store.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('makes a file that its owner alone can read', async () => {
    const store = await openSqlite(file);
    await succeed(store);

    for (const name of [file, `${file}-wal`]) expect(statSync(name).mode & 0o777).toBe(0o600);
    await store.close();
  });

  test('refuses a file that is open already, in one sentence, and takes it once it is closed', async () => {
    const store = await openSqlite(file);

    await expect(openSqlite(file)).rejects.toThrow(
      `Cannot keep what is asked of servers in ${file}: another novatuned uses it`,
    );
    await succeed(store);
    await store.close();
    await (await openSqlite(file)).close();
  });

  test('refuses a folder that is not there, and makes none', async () => {
    const missing = join(folder, 'missing');

    await expect(openSqlite(join(missing, 'store.db'))).rejects.toThrow(`there is no folder ${missing}`);
    expect(statSync(missing, { throwIfNoEntry: false })).toBeUndefined();
  });

  test('refuses a place where no file can be', async () => {
    await expect(openSqlite('/proc/store.db')).rejects.toThrow(/^Cannot keep .* in \/proc\/store\.db: \S+/);
    mkdirSync(file);
    await expect(openSqlite(file)).rejects.toThrow('it cannot be opened');
  });

  test('refuses a file that is no database, and leaves it as it was', async () => {
    writeFileSync(file, 'listen: 127.0.0.1:8774\n'.repeat(100));

    await expect(openSqlite(file)).rejects.toThrow('it is no database of SQLite');
    expect(statSync(file).size).toBe(2300);
  });

  test('refuses the database of another program, and leaves it as it was', async () => {
    const other = new Database(file);
    other.exec('create table notes (text)');
    other.close();

    await expect(openSqlite(file)).rejects.toThrow('it is the database of another program');
    const again = new Database(file);
    expect(again.pragma('journal_mode', { simple: true })).toBe('delete');
    again.close();
  });

  test('refuses what a newer novatuned has written', async () => {
    await (await openSqlite(file)).close();
    const database = new Database(file);
    database.exec("insert into kysely_migration values ('9999-newer', '2030-01-01')");
    database.close();

    await expect(openSqlite(file)).rejects.toThrow('it was written by a newer novatuned (9999-newer)');
  });

  /** Statements that need room are refused until `makeRoom` is called, whether they were prepared before or not. */
  const fillDisk = (needsRoom = /./) => {
    const { prepare } = Database.prototype;
    const statements: Database.Statement = Object.getPrototypeOf(new Database(':memory:').prepare('select 1'));
    const { run, all } = statements;
    const refused: string[] = [];
    const check = (sql: string): void => {
      if (!needsRoom.test(sql)) return;
      refused.push(sql);
      throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    };
    const spies = [
      vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (this: Database.Database, sql) {
        check(sql);
        return prepare.call(this, sql);
      }),
      vi.spyOn(statements, 'run').mockImplementation(function (this: Database.Statement, ...values) {
        check(this.source);
        return run.call(this, ...values);
      }),
      vi.spyOn(statements, 'all').mockImplementation(function (this: Database.Statement, ...values) {
        check(this.source);
        return all.call(this, ...values);
      }),
    ];
    const makeRoom = (): void => {
      for (const spy of spies) spy.mockRestore();
    };
    return { refused, makeRoom };
  };

  const watched = () => {
    const said: string[] = [];
    const storeChanged: StoreChanged = (failure) => void said.push(failure === undefined ? 'back' : 'away');
    return { said, storeChanged };
  };

  test('says that it is away while the disk is full, and goes on when it is not any more', async () => {
    const store = await openSqlite(file);
    const { makeRoom } = fillDisk();
    await expect(succeed(store)).rejects.toMatchObject({ kind: 'storeUnavailable' });
    makeRoom();

    await succeed(store);
    await store.close();
  });

  test('promises that nothing was changed only of what comes before a change', async () => {
    const store = await openSqlite(file);
    const id = await store.begin(newChange(), where);
    const { makeRoom } = fillDisk();

    await expect(store.begin(newChange(), where)).rejects.toThrow('at the moment, so nothing was changed');
    await expect(store.find('server-1')).rejects.toThrow('cannot be looked up at the moment; try again later');
    await expect(store.end(id, failure)).rejects.toThrow('cannot be written down at the moment; try again later');

    makeRoom();
    await store.close();
  });

  test('tells whoever watches it once that it has gone away, and once that it is back, even if nobody uses it', async () => {
    const { said, storeChanged } = watched();
    const store = await openSqlite(file, { storeChanged, retryMs: ms(10) });
    await succeed(store);
    expect(said).toEqual([]);

    const { makeRoom } = fillDisk();
    await expect(succeed(store)).rejects.toThrow();
    await expect(store.list()).rejects.toThrow();
    expect(said).toEqual(['away']);
    makeRoom();

    await expect.poll(() => said, { timeout: 5000 }).toEqual(['away', 'back']);
    expect((await store.list()).map(({ serverId }) => serverId)).toEqual(['server-1']);
    await store.close();
  });

  test('is not back while it can be read but not written', async () => {
    const { said, storeChanged } = watched();
    const store = await openSqlite(file, { storeChanged, retryMs: ms(10) });
    const { refused, makeRoom } = fillDisk(/^insert/);

    await expect(succeed(store)).rejects.toThrow();
    await store.list();
    await expect.poll(() => refused.length, { timeout: 5000 }).toBeGreaterThan(3);
    expect(said).toEqual(['away']);
    makeRoom();

    await expect.poll(() => said, { timeout: 5000 }).toEqual(['away', 'back']);
    await store.close();
  });

  test('refuses a damaged file', async () => {
    const store = await openSqlite(file);
    await succeed(store);
    await store.close();
    const { size } = statSync(file);
    const database = new Database(file);
    const page = database.pragma('page_size', { simple: true }) as number;
    database.close();
    writeFileSync(file, Buffer.alloc(size - page, 0x5a), { flag: 'r+' });

    await expect(openSqlite(file)).rejects.toThrow(/it is (no database of SQLite|damaged)/);
  });
});
