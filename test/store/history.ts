import { expect, test } from 'vitest';
import type { StoreTest } from './behaviour.ts';
import { failure, interruption, newChange, succeed, successWith, where } from './changes.ts';

export function describeHistory(here: StoreTest): void {
  const all = { limit: 100, before: undefined };

  test('listChanges tells what was done, by whom, when and how it ended', async () => {
    const until = here.clock.in(60);
    const first = newChange({ until });
    const firstId = await here.store.begin(first, where);
    const firstAt = new Date(here.clock.ms);
    here.clock.pass(5);
    await here.store.end(firstId, failure);
    const second = newChange({ cause: 'restart', resource: 'memory', asked: 1, before: 2 });
    const secondId = await here.store.begin(second, where);

    expect(await here.store.listChanges('server-1', all)).toEqual([
      { ...second, id: secondId, projectId: where.projectId, at: new Date(here.clock.ms), end: undefined },
      { ...first, id: firstId, projectId: where.projectId, at: firstAt, end: failure },
    ]);
    expect(secondId).toBeGreaterThan(firstId);
  });

  test('listChanges goes on from page to page', async () => {
    const ids: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      ids.push(await succeed(here.store));
      await succeed(here.store, { serverId: 'server-2' });
    }
    const page = async (before: number | undefined) =>
      (await here.store.listChanges('server-1', { limit: 2, before })).map(({ id }) => id);

    expect(await page(undefined)).toEqual([ids[4], ids[3]]);
    expect(await page(ids[3])).toEqual([ids[2], ids[1]]);
    expect(await page(ids[1])).toEqual([ids[0]]);
    expect(await page(ids[0])).toEqual([]);
  });

  test('of two ends of a change the first counts', async () => {
    const id = await here.store.begin(newChange(), where);
    expect(await here.store.end(id, interruption)).toBe(0);
    expect(await here.store.end(id, successWith(400))).toBeUndefined();

    expect(await here.store.listChanges('server-1', all)).toMatchObject([{ end: interruption }]);
    expect(await here.store.find('server-1')).toBeUndefined();
  });

  test('the same end twice, side by side, counts once', async () => {
    const id = await here.store.begin(newChange(), where);
    await Promise.all([here.store.end(id, successWith(400)), here.store.end(id, successWith(400))]);
    const { version } = (await here.store.find('server-1'))!;

    expect(await here.store.end(id, successWith(400))).toBe(version);
    expect((await here.store.find('server-1'))?.version).toBe(version);
  });

  test('end of a change that was never begun is refused', async () => {
    await expect(here.store.end(77, successWith(400))).rejects.toThrow('77');
  });

  test('what this process has under way is not abandoned', async () => {
    await here.store.begin(newChange(), where);

    expect(await here.store.listAbandoned()).toEqual([]);
  });

  test('a reason is kept whole, in any script', async () => {
    const reason = `“${'𝄞 ü 服务器 '.repeat(200)}”`;
    await here.store.end(await here.store.begin(newChange(), where), { outcome: 'failure', after: undefined, reason });

    expect((await here.store.listChanges('server-1', all))[0]?.end).toEqual({
      outcome: 'failure',
      after: undefined,
      reason,
    });
  });
}
