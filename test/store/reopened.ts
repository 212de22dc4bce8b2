import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { interruption, newChange, succeed, successWith, where } from './changes.ts';
import { Clock, type Place } from './place.ts';

/** What a store does that is opened again, in a place that keeps it. */
export function describeReopenedStore(name: string, create: () => Promise<Place>): void {
  describe(name, () => {
    const clock = new Clock();
    let place: Place;
    let store: Store;
    beforeEach(async () => {
      place = await create();
      store = await place.open(clock);
    });
    afterEach(async () => {
      await store.close();
      await place.remove();
    });

    async function reopen(): Promise<void> {
      await store.close();
      store = await place.open(clock);
    }

    test('what was asked is still there, and so is the history', async () => {
      await succeed(store);
      await succeed(store, { serverId: 'server-2', resource: 'memory', until: clock.in(60) });
      await succeed(store, { serverId: 'server-3' });
      await store.forget('server-3');
      const listed = await store.list();
      const changes = await store.listChanges('server-1', { limit: 9, before: undefined });
      await reopen();

      expect(await store.list()).toEqual(listed);
      expect(await store.listChanges('server-1', { limit: 9, before: undefined })).toEqual(changes);
      expect(await store.find('server-3')).toBeUndefined();
    });

    test('ids and versions go on', async () => {
      const id = await succeed(store);
      const { version } = (await store.find('server-1'))!;
      await store.forget('server-1');
      await reopen();

      expect(await succeed(store)).toBeGreaterThan(id);
      expect((await store.find('server-1'))?.version).toBeGreaterThan(version);
    });

    test('changes that were left under way are abandoned, newest first, until they are ended', async () => {
      const first = await store.begin(newChange(), where);
      await succeed(store, { serverId: 'server-2' });
      const second = await store.begin(newChange({ cause: 'drift', resource: 'disk' }), where);
      await reopen();
      const own = await store.begin(newChange({ serverId: 'server-3' }), where);

      const abandoned = await store.listAbandoned();
      expect(abandoned).toEqual([
        {
          ...newChange({ cause: 'drift', resource: 'disk' }),
          id: second,
          projectId: 'project-1',
          at: new Date(clock.ms),
        },
        { ...newChange(), id: first, projectId: 'project-1', at: new Date(clock.ms), end: undefined },
      ]);
      for (const { id } of abandoned) await store.end(id, interruption);
      expect(await store.listAbandoned()).toEqual([]);
      await store.end(own, successWith(400));
      expect((await store.list()).map(({ serverId }) => serverId)).toEqual(['server-2', 'server-3']);
    });
  });
}
