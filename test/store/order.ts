import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NewChange } from '../../src/store/store.ts';
import type { StoreTest } from './behaviour.ts';
import { newChange, succeed, successWith, where } from './changes.ts';

/** Changes of one resource that overlap, as they can where a replica has lost its turn in the middle. */
export function describeOrder(here: StoreTest, numRuns: number): void {
  test('a set that ends late takes nothing away that was asked after it began', async () => {
    const late = await here.store.begin(newChange({ asked: 1 }), where);
    await succeed(here.store, { asked: 2 });
    const before = await here.store.find('server-1');
    await here.store.end(late, successWith(1));

    expect(await here.store.find('server-1')).toEqual(before);
    const changes = await here.store.listChanges('server-1', { limit: 1, before: late + 1 });
    expect(changes).toMatchObject([{ id: late, end: { outcome: 'success' } }]);
  });

  test('a set that ends late lies below a lease that began after it', async () => {
    const late = await here.store.begin(newChange({ asked: 1 }), where);
    await succeed(here.store, { asked: 2, until: here.clock.in(9) });
    await here.store.end(late, successWith(1));

    expect((await here.store.find('server-1'))?.allocations).toMatchObject([{ asked: 2, actual: 2 }]);
    expect(await here.store.listEndedLeases(here.clock.in(9))).toMatchObject([{ next: 1 }]);
  });

  test('a set that ends after a clear that began later holds no more', async () => {
    const late = await here.store.begin(newChange({ asked: 1 }), where);
    await succeed(here.store, { cause: 'clear' });
    await here.store.end(late, successWith(1));

    expect((await here.store.find('server-1'))?.allocations ?? []).toEqual([]);
  });

  test('what is asked does not depend on the order in which changes end', async () => {
    const change = fc.record({
      cause: fc.constantFrom('set' as const, 'set' as const, 'set' as const, 'clear' as const),
      asked: fc.integer({ min: 1, max: 9 }),
      lasts: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    });
    const changes = fc.array(change, { minLength: 1, maxLength: 6 });
    const shuffled = changes.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all.keys()], { minLength: all.length })),
    );
    let count = 0;
    const seenAfter = async (all: readonly NewChange[], order: readonly number[]) => {
      count += 1;
      const serverId = `server-${count}`;
      const ids: number[] = [];
      for (const each of all) ids.push(await here.store.begin({ ...each, serverId }, where));
      for (const index of order) await here.store.end(ids[index]!, successWith(all[index]!.asked));
      const found = (await here.store.find(serverId))?.allocations[0];
      const nexts: (number | undefined)[] = [];
      for (let second = 0; second < 10; second += 1) {
        const ended = await here.store.listEndedLeases(here.clock.in(second));
        nexts.push(ended.find((lease) => lease.serverId === serverId)?.next);
      }
      return { asked: found?.asked, until: found?.until, nexts };
    };

    await fc.assert(
      fc.asyncProperty(shuffled, async ([all, order]) => {
        const begun = all.map(({ cause, asked, lasts }) => {
          const until = cause === 'set' && lasts !== undefined ? here.clock.in(lasts) : undefined;
          return newChange({ cause, asked, until });
        });

        expect(await seenAfter(begun, order)).toEqual(await seenAfter(begun, [...all.keys()]));
      }),
      { numRuns, endOnFailure: true },
    );
  });
}
