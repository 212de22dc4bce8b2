import { afterAll, beforeAll, describe, expect } from 'vitest';
import { openMariadb } from '../../../src/store/mariadb.ts';
import type { StoreChanged } from '../../../src/store/watched-engine.ts';
import { ms } from '../../../src/units.ts';
import { needs } from '../../skip.ts';
import { describeStore } from '../../store/behaviour.ts';
import { newChange, succeed, where } from '../../store/changes.ts';
import type { Clock, Place } from '../../store/place.ts';
import { describeReopenedStore } from '../../store/reopened.ts';
import { PrivateMariadb } from './private-mariadb.ts';

const test = needs(PrivateMariadb.isPossible, `a store on MariaDB: ${PrivateMariadb.requirement} are needed`);

let mariadb: PrivateMariadb;
beforeAll(async () => {
  if (PrivateMariadb.isPossible) mariadb = await PrivateMariadb.create();
});
afterAll(() => mariadb?.remove());

async function inDatabase(): Promise<Place> {
  const address = mariadb.createDatabase();
  return {
    open: ({ now }: Clock) => openMariadb({ ...address, now, graceMs: ms(50) }),
    remove: async () => void mariadb.run(`drop database ${address.database}; drop user ${address.user}@localhost;`),
  };
}

describe.runIf(PrivateMariadb.isPossible)('MariaDB', () => {
  describeStore('a store of MariaDB', inDatabase);
  describeReopenedStore('a store of MariaDB that is opened again', inDatabase);
});

test('a store whose database is away says so, and goes on when it is back', async () => {
  const told: string[] = [];
  const storeChanged: StoreChanged = (failure) => void told.push(failure === undefined ? 'back' : 'away');
  const store = await openMariadb({ ...mariadb.createDatabase(), storeChanged, retryMs: ms(100) });
  await mariadb.kill('SIGTERM');
  const change = newChange();

  await expect(store.begin(change, where)).rejects.toMatchObject({ kind: 'storeUnavailable' });
  await expect(store.exclusively('key', ms(100), async () => 7)).rejects.toMatchObject({ kind: 'storeUnavailable' });
  await expect(store.find('server-1')).rejects.toMatchObject({ kind: 'storeUnavailable' });
  expect(told).toEqual(['away']);

  await mariadb.start();
  await expect.poll(() => told, { timeout: 20_000 }).toEqual(['away', 'back']);
  await expect.poll(() => succeed(store).catch(() => undefined), { timeout: 20_000 }).toBeDefined();
  await store.close();
}, 90_000);

describe('openMariadb', () => {
  test.each([
    ['another password', { password: 'other' }, 'it does not take the user or the password'],
    ['a database that is not there', { database: 'other' }, 'the user may not use that database'],
    ['a socket where nobody listens', { server: { socketPath: '/nonexistent/socket' } }, 'nothing listens there'],
    ['a port where nobody listens', { server: { host: '127.0.0.1', port: 1 } }, 'nothing listens there'],
  ])('refuses %s in one sentence', async (_, otherwise, sentence) => {
    const options = { ...mariadb.createDatabase(), ...otherwise };

    await expect(openMariadb(options)).rejects.toThrow(
      new RegExp(`^Cannot keep what is asked of servers in the database ${options.database} at .*: ${sentence}$`),
    );
  });

  test('refuses what a newer novatuned has written', async () => {
    const address = mariadb.createDatabase();
    await (await openMariadb(address)).close();
    mariadb.run(`insert into ${address.database}.kysely_migration values ('9999-newer', '2030-01-01')`);

    await expect(openMariadb(address)).rejects.toThrow('it was written by a newer novatuned (9999-newer)');
  });

  test('brings the tables up to date where it was ended after any of the steps', async () => {
    const address = mariadb.createDatabase();
    await (await openMariadb(address)).close();
    // As after a step that was done but not yet noted.
    mariadb.run(`delete from ${address.database}.kysely_migration`);

    await (await openMariadb(address)).close();
    expect(mariadb.run(`select count(*) from ${address.database}.kysely_migration`)).toBe('8\n');
  });

  test('several at once bring the tables up to date once', async () => {
    const address = mariadb.createDatabase();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openMariadb(address)));
    await Promise.all(stores.map((store) => store.close()));

    expect(mariadb.run(`select count(*) from ${address.database}.kysely_migration`)).toBe('8\n');
  });
});
