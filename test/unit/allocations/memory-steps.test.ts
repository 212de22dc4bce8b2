import { pino } from 'pino';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { Superseded } from '../../../src/allocations/accounts.ts';
import { Book } from '../../../src/allocations/book.ts';
import { giveMemory } from '../../../src/allocations/memory-steps.ts';
import { openSqlite } from '../../../src/store/sqlite.ts';
import { ms } from '../../../src/units.ts';
import { FakeServers } from '../fake/fake-servers.ts';

const mib = 1024;

let book: Book;
let servers: FakeServers;

beforeEach(async () => {
  const store = await openSqlite(':memory:');
  book = new Book(store, pino({ level: 'silent' }));
  servers = new FakeServers({ balloonTimeoutMs: ms(300) });
  onTestFinished(() => store.close());
});

const give = (goalMiB: number, isDue = async () => true) => {
  const { id: serverId, domain } = servers.server('VM1');
  const restoration = { serverId, projectId: 'p1', cause: 'restart', isDue } as const;
  return giveMemory(book, { domain, from: 256 * mib, goal: goalMiB * mib, restoration });
};

/** The sizes that the guest is asked for from now on, in MiB; `before` runs ahead of each. */
const watch = (before: () => void = () => {}) => {
  const domain = servers.domain('VM1');
  const { askForMemory } = domain;
  const asked: number[] = [];
  domain.askForMemory = (sizeKiB) => {
    asked.push(sizeKiB / mib);
    before();
    askForMemory.call(domain, sizeKiB);
  };
  return asked;
};

const lines = () => book.store.listChanges(servers.server('VM1').id, { limit: 100, before: undefined });

test('a guest is taken down by a quarter of its maximum at a time, in one line of the history', async () => {
  const asked = watch();

  expect(await give(100)).toEqual({ actual: 100 * mib, state: 'applied', reason: undefined });

  expect(asked).toEqual([192, 128, 100]);
  expect(await lines()).toMatchObject([
    { asked: 100 * mib, before: 256 * mib, end: { outcome: 'success', after: 100 * mib } },
  ]);
});

test('a guest that uses more is taken as far down as it may, and waits for the rest', async () => {
  const domain = servers.domain('VM1');
  Object.defineProperty(domain, 'usableKiB', { get: () => domain.actualKiB - 100 * mib });

  const sighting = await give(80);

  // 100 MiB and a tenth are 110, in steps of a thirty-second of the maximum 112.
  expect(sighting).toMatchObject({ actual: 112 * mib, state: 'deferred' });
  expect(sighting.reason).toBe('The guest has 102400 KiB in use, so 112640 KiB (110 MiB) is the least for now.');
  expect(domain.actualKiB).toBe(112 * mib);
  expect(await lines()).toMatchObject([{ end: { outcome: 'failure', after: 112 * mib, reason: sighting.reason } }]);
});

test('a guest that can give nothing at all gets no line in the history', async () => {
  const domain = servers.domain('VM1');
  Object.defineProperty(domain, 'usableKiB', { get: () => 10 * mib });

  expect(await give(128)).toMatchObject({ actual: 256 * mib, state: 'deferred' });

  expect(await lines()).toEqual([]);
});

test('a guest that stops to comply keeps what it has then, and the reason says so', async () => {
  const domain = servers.domain('VM1');
  const { askForMemory } = domain;
  domain.askForMemory = (sizeKiB) => {
    if (sizeKiB >= 192 * mib) askForMemory.call(domain, sizeKiB);
  };

  expect(await give(128)).toMatchObject({ actual: 192 * mib, state: 'deferred' });

  expect(await lines()).toMatchObject([
    { end: { outcome: 'failure', after: 192 * mib, reason: 'The guest did not comply in time.' } },
  ]);
});

test('no step is made that is not due any more', async () => {
  let due = true;
  const asked = watch(() => {
    due = false;
  });

  await expect(give(128, async () => due)).rejects.toThrow(Superseded);

  expect(asked).toEqual([192]);
  expect(await lines()).toMatchObject([{ end: { outcome: 'failure' } }]);
});

test('a guest that another novatuned has taken down already is not led back up', async () => {
  servers.domain('VM1').actualKiB = 128 * mib;
  const asked = watch();

  await expect(give(128)).rejects.toThrow(Superseded);

  expect(asked).toEqual([]);
  expect(await lines()).toEqual([]);
});
