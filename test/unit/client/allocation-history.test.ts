import { describe, expect, test } from 'vitest';
import { errorOf, scriptedCloud, serverId } from './calls.ts';
import { byName, notFound, server } from './searches.ts';

const change = (id: number) => ({ id, resource: 'cpu', cause: 'set', at: '2026-11-20T12:12:57Z' });
/** So many changes, newest first, the last of which has that id. */
const changes = (count: number, last: number) =>
  Array.from({ length: count }, (_, index) => change(last + count - 1 - index));
const page = (query: string, answered: readonly object[], id = serverId) => ({
  request: `GET /v2.1/servers/${id}/allocation-history?${query}`,
  answer: { changes: answered },
});
const idsOf = (found: readonly { id: number }[]) => found.map(({ id }) => id);

describe('listAllocationHistory', () => {
  test('answers the changes as they come', async () => {
    const cloud = scriptedCloud([page('limit=1000', changes(3, 5))]);

    expect(await cloud.listAllocationHistory(serverId)).toEqual([change(7), change(6), change(5)]);
  });

  test('is of a server that is named by its name, too', async () => {
    const { id } = server('VM2', 2);
    const cloud = scriptedCloud([byName('^VM2$', server('VM2', 2)), page('limit=1000', changes(1, 5), id)]);

    expect(idsOf(await cloud.listAllocationHistory('VM2'))).toEqual([5]);
  });

  test('asks for the next page while one is full', async () => {
    const cloud = scriptedCloud([
      page('limit=1000', changes(1000, 1500)),
      page('limit=1000&marker=1500', changes(1000, 400)),
      page('limit=1000&marker=400', changes(2, 1)),
    ]);

    expect(await cloud.listAllocationHistory(serverId)).toHaveLength(2002);
  });

  test('ends after a full page with an empty one', async () => {
    const cloud = scriptedCloud([page('limit=1000', changes(1000, 1)), page('limit=1000&marker=1', [])]);

    expect(await cloud.listAllocationHistory(serverId)).toHaveLength(1000);
  });

  test('ends where a page is not older than the one before', async () => {
    const again = changes(1000, 1500);
    const cloud = scriptedCloud([page('limit=1000', again), page('limit=1000&marker=1500', again)]);

    expect(await cloud.listAllocationHistory(serverId)).toHaveLength(2000);
  });

  test('asks for no more than are wanted', async () => {
    const cloud = scriptedCloud([
      page('limit=2', changes(2, 5)),
      page('limit=1000', changes(1000, 500)),
      page('limit=1&marker=500', changes(1, 499)),
    ]);

    expect(idsOf(await cloud.listAllocationHistory(serverId, { limit: 2 }))).toEqual([6, 5]);
    expect(await cloud.listAllocationHistory(serverId, { limit: 1001 })).toHaveLength(1001);
  });

  test('answers no more than are wanted where the service gives more', async () => {
    const cloud = scriptedCloud([page('limit=2', changes(4, 5))]);

    expect(idsOf(await cloud.listAllocationHistory(serverId, { limit: 2 }))).toEqual([8, 7]);
  });

  test.each([0, -1, 1.5, Number.NaN, '2', null])('takes %s for no limit, and sends nothing', async (limit) => {
    const call = scriptedCloud([]).listAllocationHistory(serverId, { limit: limit as number });

    await expect(call).rejects.toThrow(new TypeError(`limit takes a whole number, more than 0, not ${limit}`));
  });

  test('never looks for a server of that name where it is an id', async () => {
    const cloud = scriptedCloud([{ ...page('limit=1000', []), ...notFound }]);

    expect(await errorOf(cloud.listAllocationHistory(serverId, { byId: true }))).toMatchObject({ status: 404 });
  });
});
