import { expect, test } from 'vitest';
import type { StoreTest } from './behaviour.ts';
import { asker, failure, interruption, newChange, succeed, successWith, where } from './changes.ts';

export function describeAsks(here: StoreTest): void {
  test('find knows nothing of a server of which nothing was changed', async () => {
    expect(await here.store.find('server-1')).toBeUndefined();
    expect(await here.store.list()).toEqual([]);
  });

  test('begin alone changes nothing of what is asked', async () => {
    await here.store.begin(newChange(), where);

    expect(await here.store.find('server-1')).toBeUndefined();
  });

  test('a set that succeeded holds, with what the host had before for its original', async () => {
    const since = new Date(here.clock.ms);
    const id = await here.store.begin(newChange(), where);
    here.clock.pass(3);
    await here.store.end(id, successWith(401));

    expect(await here.store.find('server-1')).toEqual({
      ...where,
      serverId: 'server-1',
      version: expect.any(Number),
      allocations: [
        {
          resource: 'cpu',
          asked: 400,
          asker,
          since,
          until: undefined,
          original: 1024,
          actual: 401,
          state: 'applied',
          reason: undefined,
        },
      ],
    });
  });

  test.each([
    failure,
    interruption,
  ])('after a set that ended with $outcome the earlier one still holds', async (end) => {
    await succeed(here.store);
    const before = await here.store.find('server-1');
    await here.store.end(await here.store.begin(newChange({ asked: 900 }), where), end);

    expect(await here.store.find('server-1')).toEqual(before);
  });

  test('a later set takes the place of the earlier one, and the original stays', async () => {
    await succeed(here.store);
    const other = { ...asker, userId: 'user-2' };
    await succeed(here.store, { asked: 900, before: 400, asker: other });

    expect((await here.store.find('server-1'))?.allocations).toMatchObject([
      { asked: 900, original: 1024, asker: other },
    ]);
  });

  test('each resource of a server has its own, in the order of the resources', async () => {
    for (const resource of ['network', 'disk', 'cpu', 'soft_limit', 'memory'] as const) {
      await succeed(here.store, { resource });
    }

    const found = await here.store.find('server-1');
    expect(found?.allocations.map(({ resource }) => resource)).toEqual([
      'memory',
      'soft_limit',
      'cpu',
      'disk',
      'network',
    ]);
  });

  test('a clear takes all away, and the server is still known', async () => {
    await succeed(here.store);
    await succeed(here.store, { asked: 500, until: here.clock.in(60) });
    await succeed(here.store, { resource: 'disk' });
    await succeed(here.store, { cause: 'clear', asked: 1024 });

    expect((await here.store.find('server-1'))?.allocations.map(({ resource }) => resource)).toEqual(['disk']);
    await succeed(here.store, { cause: 'clear', resource: 'disk' });
    expect(await here.store.find('server-1')).toMatchObject({ ...where, allocations: [] });
    expect(await here.store.list()).toEqual([]);
  });

  test('a clear of what nobody asked for leaves no trace but in the history', async () => {
    await succeed(here.store, { cause: 'clear' });

    expect(await here.store.find('server-1')).toBeUndefined();
  });

  test('what is asked after a clear has an original of its own', async () => {
    await succeed(here.store);
    await succeed(here.store, { cause: 'clear', asked: 1024 });
    await succeed(here.store, { asked: 300, before: 2048 });

    expect((await here.store.find('server-1'))?.allocations).toMatchObject([{ asked: 300, original: 2048 }]);
  });

  test('what an earlier change without an end may have left on the host is not the original', async () => {
    await here.store.begin(newChange({ asked: 1717, before: 1024 }), where);
    await here.store.begin(newChange({ asked: 1818, before: 1717 }), where);
    await succeed(here.store, { asked: 300, before: 1818 });

    expect((await here.store.find('server-1'))?.allocations).toMatchObject([{ asked: 300, original: 1024 }]);
  });

  test('what a change without an end had left before the last one that succeeded is gone since', async () => {
    await here.store.begin(newChange({ asked: 3000, before: 2000 }), where);
    await succeed(here.store, { cause: 'clear', asked: 1024, before: 2000 });
    await succeed(here.store, { asked: 500, before: 1024 });

    expect((await here.store.find('server-1'))?.allocations).toMatchObject([{ asked: 500, original: 1024 }]);
  });

  test('what a change of another resource or server has left has nothing to do with the original', async () => {
    await here.store.begin(newChange({ resource: 'disk', before: 500 }), where);
    await here.store.begin(newChange({ serverId: 'server-2', before: 7 }), where);
    await succeed(here.store, { before: 2048 });

    expect((await here.store.find('server-1'))?.allocations).toMatchObject([{ original: 2048 }]);
  });

  test('list has every server for which something is asked, with all of it', async () => {
    for (const serverId of ['server-2', 'server-1', 'server-3']) await succeed(here.store, { serverId });
    await succeed(here.store, { serverId: 'server-1', resource: 'memory', asked: 1_048_576 });
    await succeed(here.store, { serverId: 'server-3', cause: 'clear' });

    const listed = await here.store.list();
    expect(listed.map(({ serverId }) => serverId).sort()).toEqual(['server-1', 'server-2']);
    for (const server of listed) expect(await here.store.find(server.serverId)).toEqual(server);
  });

  test('the version grows with each change of what is asked, and with nothing else', async () => {
    const version = async (): Promise<number> => (await here.store.find('server-1'))?.version ?? 0;
    const versions = [0];
    const changed = async (): Promise<void> => void versions.push(await version());
    await succeed(here.store).then(changed);
    await succeed(here.store).then(changed);
    await succeed(here.store, { until: here.clock.in(1) }).then(changed);
    here.clock.pass(1);
    await succeed(here.store, { cause: 'restart' });
    await succeed(here.store, { cause: 'drift' });
    await here.store.end(await here.store.begin(newChange(), where), failure);
    await here.store.note('server-1', 'cpu', { actual: 3, state: 'deferred', reason: 'It waits' });
    expect(await version()).toBe(versions.at(-1));
    await succeed(here.store, { cause: 'lease-end' }).then(changed);
    await succeed(here.store, { cause: 'clear' }).then(changed);

    expect(versions).toEqual([...new Set(versions)].sort((one, other) => one - other));
  });

  test('a server that was forgotten and came back never has a version that it had', async () => {
    await succeed(here.store);
    await succeed(here.store, { asked: 500 });
    const before = (await here.store.find('server-1'))!.version;
    await here.store.forget('server-1');
    expect(await here.store.find('server-1')).toBeUndefined();
    expect(await here.store.list()).toEqual([]);

    const elsewhere = { ...where, hostName: 'compute2' };
    await here.store.noteWhereabouts('server-1', where);
    await succeed(here.store, { asked: 600, before: 7 }, elsewhere);
    const found = await here.store.find('server-1');
    expect(found?.version).toBeGreaterThan(before);
    expect(found).toMatchObject({ ...elsewhere, allocations: [{ asked: 600, original: 7 }] });
  });

  test('forget leaves other servers and the history alone', async () => {
    await succeed(here.store);
    await succeed(here.store, { serverId: 'server-2' });
    await here.store.forget('server-1');
    await here.store.forget('server-1');
    await here.store.forget('server-0');

    expect((await here.store.list()).map(({ serverId }) => serverId)).toEqual(['server-2']);
    expect(await here.store.listChanges('server-1', { limit: 10, before: undefined })).toHaveLength(1);
  });

  test.each([-1, 0, 9_007_199_254_740_991])('%d is kept as it is', async (value) => {
    await succeed(here.store, { asked: value, before: value });

    expect((await here.store.find('server-1'))?.allocations).toMatchObject([
      { asked: value, original: value, actual: value },
    ]);
  });

  test.each([
    'server-1 ',
    'SERVER-1',
    'sérver-1',
    '服务器',
    '𝄞',
    "'; drop table servers; --",
  ])('a server id is taken as it is, such as “%s”', async (serverId) => {
    await succeed(here.store);
    await succeed(here.store, { serverId, asked: 3 });

    expect((await here.store.find(serverId))?.serverId).toBe(serverId);
    expect((await here.store.find('server-1'))?.allocations).toMatchObject([{ asked: 400 }]);
    expect(await here.store.list()).toHaveLength(2);
  });

  test('begin refuses a set without anybody who asks', async () => {
    await expect(here.store.begin(newChange({ asker: undefined }), where)).rejects.toThrow();
  });
}
