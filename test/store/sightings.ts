import { expect, test } from 'vitest';
import { Fault } from '../../src/faults.ts';
import type { Sighting } from '../../src/store/store.ts';
import { ms } from '../../src/units.ts';
import type { StoreTest } from './behaviour.ts';
import { failure, newChange, succeed, where } from './changes.ts';

const deferred: Sighting = { actual: undefined, state: 'deferred', reason: 'The guest’s driver does not answer' };

export function describeSightings(here: StoreTest): void {
  const uppermost = async () => (await here.store.find('server-1'))?.allocations[0];

  test('note is shown, and a later success is applied', async () => {
    await succeed(here.store);
    await here.store.note('server-1', 'cpu', deferred);
    expect(await uppermost()).toMatchObject({ ...deferred, asked: 400 });

    await here.store.end(await here.store.begin(newChange({ cause: 'restart' }), where), failure);
    expect(await uppermost()).toMatchObject(deferred);
    await succeed(here.store, { cause: 'restart', asked: 400 });
    expect(await uppermost()).toMatchObject({ state: 'applied', actual: 400, reason: undefined, asked: 400 });
  });

  test('noteOriginal is what is left when nothing is asked any more', async () => {
    await succeed(here.store, { until: here.clock.in(1) });
    await here.store.noteOriginal('server-1', 'cpu', 2048);

    expect(await uppermost()).toMatchObject({ original: 2048 });
    expect(await here.store.listEndedLeases(here.clock.in(1))).toMatchObject([{ next: 2048 }]);
  });

  test('notes of what is not asked are ignored', async () => {
    await here.store.note('server-1', 'cpu', deferred);
    await here.store.noteOriginal('server-1', 'cpu', 3);
    await here.store.noteWhereabouts('server-1', where);
    expect(await here.store.find('server-1')).toBeUndefined();

    await succeed(here.store);
    await here.store.note('server-1', 'disk', deferred);
    expect((await here.store.find('server-1'))?.allocations).toHaveLength(1);
  });

  test('a server is where it was last seen, by noteWhereabouts or as a change began', async () => {
    await succeed(here.store);
    await here.store.noteWhereabouts('server-1', { ...where, hostName: 'compute2' });
    expect(await here.store.find('server-1')).toMatchObject({ hostName: 'compute2' });

    await here.store.begin(newChange(), { ...where, hostName: 'compute3' });
    expect(await here.store.find('server-1')).toMatchObject({ hostName: 'compute3' });
  });

  test('exclusively gives what its work gives, whether good or bad', async () => {
    expect(await here.store.exclusively('key', ms(1000), async () => 7)).toBe(7);
    const failing = here.store.exclusively('key', ms(1000), () => Promise.reject(new Fault('serverBusy', 'no')));
    await expect(failing).rejects.toThrow(new Fault('serverBusy', 'no'));
    expect(await here.store.exclusively('key', ms(0), async () => 8)).toBe(8);
  });

  test('exclusively of one key inside of another’s work', async () => {
    const inner = () => here.store.exclusively('inner', ms(1000), async () => 7);

    expect(await here.store.exclusively('outer', ms(1000), inner)).toBe(7);
  });
}
