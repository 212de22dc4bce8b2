import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { type MariadbAddress, type MariadbOptions, openMariadb } from '../../../src/store/mariadb.ts';
import { lockName } from '../../../src/store/named-lock.ts';
import type { Store } from '../../../src/store/store.ts';
import { ms } from '../../../src/units.ts';
import { needs } from '../../skip.ts';
import { interruption, newChange, succeed, successWith, where } from '../../store/changes.ts';
import { PrivateMariadb } from './private-mariadb.ts';

const test = needs(PrivateMariadb.isPossible, `replicas on MariaDB: ${PrivateMariadb.requirement} are needed`);
const replicaProgram = fileURLToPath(new URL('replica-process.ts', import.meta.url));
const all = { limit: 100, before: undefined };

let mariadb: PrivateMariadb;
let address: MariadbAddress;
let stores: Store[];
beforeAll(async () => {
  if (PrivateMariadb.isPossible) mariadb = await PrivateMariadb.create();
});
afterAll(() => mariadb?.remove());
beforeEach(() => {
  stores = [];
  if (PrivateMariadb.isPossible) address = mariadb.createDatabase();
});
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
});

/** Another replica on the same database. */
async function open(options: Partial<MariadbOptions> = {}): Promise<Store> {
  const store = await openMariadb({ ...address, graceMs: ms(3000), ...options });
  stores.push(store);
  return store;
}

/** Ends the connection that holds a lock. */
const endHolderOf = (name: string): string => mariadb.run(`kill ${mariadb.run(`select is_used_lock('${name}')`)}`);

const nameOfLife = (): string =>
  `novatune-replica-${mariadb.run(`select replica from ${address.database}.changes`)}`.trim();

test('exclusively never runs works of a key in two replicas at once', async () => {
  const replicas = [await open(), await open(), await open()];
  let running = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await sleep(5);
    running -= 1;
  };
  const turns = Array.from({ length: 30 }, (_, turn) => replicas[turn % 3]!.exclusively('key', ms(10_000), work));
  await Promise.all(turns);

  expect(most).toBe(1);
});

test('exclusively runs works of different keys side by side', async () => {
  const [one, other] = [await open(), await open()];

  const nested = one.exclusively('one', ms(1000), () => other.exclusively('other', ms(1000), async () => 7));
  expect(await nested).toBe(7);
});

test('exclusively does not begin a work whose turn does not come in time', async () => {
  const [one, other] = [await open(), await open()];
  const work = vi.fn();
  await one.exclusively('key', ms(1000), async () => {
    const startedAt = performance.now();
    await expect(other.exclusively('key', ms(300), work)).rejects.toMatchObject({ kind: 'hostUnavailable' });
    expect(performance.now() - startedAt).toBeGreaterThan(290);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  expect(work).not.toHaveBeenCalled();
  expect(await other.exclusively('key', ms(0), async () => 7)).toBe(7);
});

test('exclusively of more keys than there are connections waits for one of them', async () => {
  const store = await open({ lockConnections: 2 });
  const works = Array.from({ length: 6 }, (_, index) => store.exclusively(`key-${index}`, ms(5000), () => sleep(50)));
  await Promise.all(works);

  const holding = store.exclusively('one', ms(1000), () => sleep(2000));
  const holdingToo = store.exclusively('two', ms(1000), () => sleep(2000));
  await expect(store.exclusively('three', ms(100), async () => 7)).rejects.toMatchObject({ kind: 'hostUnavailable' });
  await Promise.all([holding, holdingToo]);
  expect(await store.exclusively('three', ms(100), async () => 7)).toBe(7);
});

test('a key is one of its database only', async () => {
  const one = await open();
  address = mariadb.createDatabase();
  const other = await open();

  expect(await one.exclusively('key', ms(100), () => other.exclusively('key', ms(100), async () => 7))).toBe(7);
});

test('a lock that is lost in the middle is told, its work goes on, and others have their turn', async () => {
  const onLockLost = vi.fn();
  const [one, other] = [await open({ onLockLost }), await open()];
  const done = one.exclusively('key', ms(1000), async () => {
    endHolderOf(lockName(address.database, 'key'));
    await vi.waitFor(() => expect(onLockLost).toHaveBeenCalledWith('key'), { timeout: 5000 });
    await other.exclusively('key', ms(1000), async () => {});
    return 7;
  });

  expect(await done).toBe(7);
  expect(onLockLost).toHaveBeenCalledTimes(1);
  expect(await one.exclusively('key', ms(1000), async () => 8)).toBe(8);
});

test('ends that meet each other are all written down, and each counts', async () => {
  const replicas = [await open(), await open()];
  const ids = await Promise.all(
    Array.from({ length: 60 }, async (_, count) => {
      const until = new Date(Date.now() + 60_000 + count);
      const resource = (['cpu', 'disk', 'memory'] as const)[count % 3]!;
      return await replicas[count % 2]!.begin(newChange({ resource, until, asked: count }), where);
    }),
  );
  await Promise.all(ids.toReversed().map((id, index) => replicas[index % 2]!.end(id, successWith(1))));

  const found = await replicas[0]!.find('server-1');
  expect(found?.version).toBe(60);
  const uppermost = found?.allocations.map(({ resource, asked }) => [resource, ids[asked]]);
  const greatest = (place: number): number => Math.max(...ids.filter((_, count) => count % 3 === place));
  expect(uppermost).toEqual([
    ['memory', greatest(2)],
    ['cpu', greatest(0)],
    ['disk', greatest(1)],
  ]);
  const history = await replicas[0]!.listChanges('server-1', all);
  expect(history.filter(({ end }) => end?.outcome !== 'success')).toEqual([]);
});

test('what a replica that lives has under way is not abandoned, even where its connections were cut', async () => {
  const [one, other] = [await open(), await open()];
  await one.begin(newChange(), where);
  expect(await other.listAbandoned()).toEqual([]);

  endHolderOf(nameOfLife());
  expect(await other.listAbandoned()).toEqual([]);
  await one.begin(newChange({ serverId: 'server-2' }), where);
});

test('what a killed replica had under way is abandoned', async () => {
  const store = await open();
  const args = ['--import', 'tsx', replicaProgram, JSON.stringify(address)];
  const replica = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const id = Number((await once(replica.stdout, 'data'))[0]);
  expect(await store.listAbandoned()).toEqual([]);
  replica.kill('SIGKILL');
  await once(replica, 'exit');

  expect(await store.listAbandoned()).toMatchObject([{ ...newChange(), id, end: undefined }]);
  await store.end(id, interruption);
  expect(await store.listAbandoned()).toEqual([]);
});

test('a replica that others took for gone has the last word on its change', async () => {
  const [one, other] = [await open(), await open()];
  const id = await one.begin(newChange(), where);
  await other.end(id, interruption);
  await one.end(id, successWith(400));
  await other.end(id, interruption);

  expect(await other.find('server-1')).toMatchObject({ allocations: [{ asked: 400 }] });
  expect(await other.listChanges('server-1', all)).toMatchObject([{ end: { outcome: 'success' } }]);
});

test('a store survives that MariaDB is killed and started again, in the middle of a change', async () => {
  const [one, other] = [await open(), await open()];
  await succeed(one, { serverId: 'server-2' });
  const id = await one.begin(newChange(), where);
  await mariadb.kill();
  const ended = one.end(id, successWith(400));
  const found = other.find('server-2');
  await expect(one.exclusively('key', ms(100), async () => 7)).rejects.toMatchObject({ kind: 'storeUnavailable' });
  await sleep(1000);
  await mariadb.start();

  await ended;
  expect(await found).toMatchObject({ allocations: [{ asked: 400 }] });
  expect(await other.find('server-1')).toMatchObject({ allocations: [{ asked: 400 }] });
  await one.begin(newChange({ serverId: 'server-3' }), where);
  expect(await other.listAbandoned()).toEqual([]);
  expect(await one.exclusively('key', ms(1000), async () => 7)).toBe(7);
});

test('a MariaDB that hangs does not hold anybody for good', async () => {
  const store = await open();
  mariadb.signal('SIGSTOP');
  try {
    const startedAt = performance.now();
    await expect(store.exclusively('key', ms(200), async () => 7)).rejects.toMatchObject({ kind: 'hostUnavailable' });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  } finally {
    mariadb.signal('SIGCONT');
  }
  expect(await store.exclusively('key', ms(5000), async () => 7)).toBe(7);
});
