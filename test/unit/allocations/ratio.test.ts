import { pino } from 'pino';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { RequestOf } from '../../../src/actions/action.ts';
import type { ActionName } from '../../../src/actions/index.ts';
import { Allocations } from '../../../src/allocations/allocations.ts';
import { Book } from '../../../src/allocations/book.ts';
import { Keeper } from '../../../src/allocations/keeper.ts';
import { findRatioSize } from '../../../src/allocations/ratio.ts';
import { openSqlite } from '../../../src/store/sqlite.ts';
import { kib, ms } from '../../../src/units.ts';
import { FakeServers } from '../fake/fake-servers.ts';

const mib = 1024;
const asker = { userId: 'alice', projectId: 'p1', requestId: 'req-1' };

let book: Book;
let servers: FakeServers;
let keeper: Keeper;
let restored: number;

const use = (settings: ConstructorParameters<typeof FakeServers>[0]) => {
  servers = new FakeServers({ balloonTimeoutMs: ms(300), ...settings });
};

beforeEach(async () => {
  const store = await openSqlite(':memory:');
  book = new Book(store, pino({ level: 'silent' }));
  restored = 0;
  keeper = new Keeper(book, {
    restored: () => {
      restored += 1;
    },
    drifted: () => {},
  });
  use({ ballooningRamRatio: 2 });
  onTestFinished(async () => {
    await keeper.stop();
    await store.close();
  });
});

const ask = (name: ActionName, request: object) =>
  new Allocations(book, () => {}).perform(name, request as RequestOf<ActionName>, servers.server('VM1'), { asker });

const happen = (event: string, detail: string) => {
  const { host, name: domainName } = servers.server('VM1').domain;
  keeper.onEvent(host, { domainName, event, detail });
};

const restart = () => servers.fake('VM1').restart(servers.server('VM1').id);
const memoryKiB = () => servers.domain('VM1').actualKiB;
const changes = () => book.store.listChanges(servers.server('VM1').id, { limit: 100, before: undefined });
const causes = async () => (await changes()).map(({ cause, end }) => `${cause} ${end?.outcome}`).reverse();
const findMemory = async () =>
  (await book.store.find(servers.server('VM1').id))?.allocations.find(({ resource }) => resource === 'memory');
const within = { timeout: 20_000 };

/** As if its guest had so much in use. */
const occupy = (usedKiB: number) => {
  const domain = servers.domain('VM1');
  Object.defineProperty(domain, 'usableKiB', { configurable: true, get: () => domain.actualKiB - usedKiB });
};

/** Nobody in its guest drives the balloon until the function is called. */
const silence = () => {
  const domain = servers.domain('VM1');
  Object.defineProperty(domain, 'lastUpdateS', { configurable: true, get: () => 0 });
  return () => Reflect.deleteProperty(domain, 'lastUpdateS');
};

/** Has all that was asked of the server given back, so that whatever was to follow of the event has begun. */
const untilRestored = () => expect.poll(() => restored, within).toBe(1);

describe('a server that starts', { timeout: 40_000 }, () => {
  test('has its maximum divided by the ratio, and the history says by what', async () => {
    happen('Started', 'Booted');

    await expect.poll(causes, within).toEqual(['ratio success']);
    expect(memoryKiB()).toBe(128 * mib);
    const [line] = await changes();
    expect(line).toMatchObject({ resource: 'memory', asker: undefined, asked: 128 * mib, before: 256 * mib });
    expect(line?.end).toMatchObject({ after: 128 * mib });
    expect(await book.store.find(servers.server('VM1').id)).toBeUndefined();
  });

  test('has it again after the next start', async () => {
    happen('Started', 'Booted');
    await expect.poll(causes, within).toEqual(['ratio success']);

    restart();
    happen('Started', 'Booted');

    await expect.poll(causes, within).toEqual(['ratio success', 'ratio success']);
    expect(memoryKiB()).toBe(128 * mib);
  });

  test('has the size that somebody has set, not the ratio', async () => {
    await ask('set-current-memory', { memory: 200 });
    restart();

    happen('Started', 'Booted');

    await untilRestored();
    await keeper.stop();
    expect(memoryKiB()).toBe(200 * mib);
    expect(await causes()).toEqual(['set success', 'restart success']);
  });

  test('keeps all of its memory where no ratio is set', async () => {
    use({});
    await ask('set-cpu-priority', { share: 400 });
    restart();

    happen('Started', 'Booted');

    await untilRestored();
    await keeper.stop();
    expect(memoryKiB()).toBe(256 * mib);
    expect(await causes()).toEqual(['set success', 'restart success']);
  });

  test('keeps all of it until its balloon driver answers', async () => {
    await ask('set-cpu-priority', { share: 400 });
    restart();
    const answer = silence();

    happen('Started', 'Booted');

    await untilRestored();
    expect(memoryKiB()).toBe(256 * mib);
    answer();
    await expect.poll(memoryKiB, within).toBe(128 * mib);
  });

  test('goes as far down as what its guest uses lets it, says why, and further once that is less', async () => {
    occupy(140 * mib);

    happen('Started', 'Booted');

    await expect.poll(causes, within).toEqual(['ratio failure']);
    // 140 MiB and a tenth are 154, in steps of a thirty-second of the maximum 160.
    expect(memoryKiB()).toBe(160 * mib);
    const [line] = await changes();
    expect(line?.end).toMatchObject({
      after: 160 * mib,
      reason: 'The guest has 143360 KiB in use, so 157696 KiB (154 MiB) is the least for now.',
    });
    occupy(60 * mib);
    await expect.poll(causes, within).toEqual(['ratio failure', 'ratio success']);
    expect(memoryKiB()).toBe(128 * mib);
  });

  test('has what somebody sets while it is on its way', async () => {
    const domain = servers.domain('VM1');
    const { askForMemory } = domain;
    let set: Promise<unknown> | undefined;
    domain.askForMemory = (sizeKiB) => {
      set ??= ask('set-current-memory', { memory: 224 });
      askForMemory.call(domain, sizeKiB);
    };

    happen('Started', 'Booted');

    await expect.poll(causes, within).toEqual(['ratio failure', 'set success']);
    await set;
    await keeper.stop();
    expect(memoryKiB()).toBe(224 * mib);
  });

  test('as paused, as Nova starts it, has it after it is resumed', async () => {
    const answer = silence();

    happen('Started', 'Booted');
    happen('Resumed', 'Unpaused');
    answer();

    await expect.poll(causes, within).toEqual(['ratio success']);
  });

  test('that was not made by Nova is left alone', async () => {
    const { virsh } = servers.fake('VM1');
    await ask('set-cpu-priority', { share: 400 });
    restart();
    const run = virsh.run.bind(virsh);
    virsh.run = (argv) => run(argv).replace(/<metadata>[\s\S]*<\/metadata>/, '');

    happen('Started', 'Booted');

    await untilRestored();
    await keeper.stop();
    expect(memoryKiB()).toBe(256 * mib);
  });
});

test('a server that comes back as it was, or from another host, is left as it is', async () => {
  await ask('set-cpu-priority', { share: 400 });

  happen('Started', 'Migrated');

  await untilRestored();
  await keeper.stop();
  expect(memoryKiB()).toBe(256 * mib);
});

test.each([
  'at once',
  'late',
])('what is cleared after a start with a driver that answers %s leaves the server what the ratio does', {
  timeout: 40_000,
}, async (when) => {
  await ask('set-current-memory', { memory: 200 });
  restart();
  const answer = when === 'late' ? silence() : undefined;
  happen('Started', 'Booted');
  if (answer !== undefined) await expect.poll(async () => (await findMemory())?.state, within).toBe('deferred');
  answer?.();
  await untilRestored();

  await ask('clear-allocation', { resource: 'memory' });

  expect(memoryKiB()).toBe(128 * mib);
});

describe('the size that the ratio leaves', () => {
  const sizeOf = (maxMemoryMiB: number, ratio: number | undefined, present = true) => {
    use({ ballooningRamRatio: ratio });
    const domain = { ...servers.server('VM1').domain, maxMemoryKiB: kib(maxMemoryMiB * mib) };
    return findRatioSize({ ...domain, balloon: { present, statsPeriodS: 10 } });
  };

  test.each([
    ['is the maximum divided by it', 4096, 2, 2048],
    ['may be of a fraction', 3000, 1.5, 2000],
    ['is in whole MiB, never less than the part', 256, 3, 86],
    ['is no less than the floor', 256, 100, 64],
    ['is all of a maximum below the floor', 32, 2, 32],
    ['is all of it with 1', 256, 1, 256],
  ])('%s', (_what, maximum, ratio, size) => {
    expect(sizeOf(maximum, ratio)).toBe(size * mib);
  });

  test('is none without a ratio, or without a balloon', () => {
    expect(sizeOf(256, undefined)).toBeUndefined();
    expect(sizeOf(256, 2, false)).toBeUndefined();
  });
});
