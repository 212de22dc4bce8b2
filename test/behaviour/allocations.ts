import { afterEach, describe, expect, test } from 'vitest';
import { Api, messageOf, serverOf } from '../world/api.ts';
import { historyOf } from '../world/history.ts';
import type { World } from '../world/world.ts';

const server = 'VM2';
const get = { 'get-allocation': null };
const setShare = (share: number, rest: object = {}) => ({ 'set-cpu-priority': { share, ...rest } });

/** That what is asked of a server is kept, shown and taken back, on any world. */
export function describeAllocations(world: () => World): void {
  const api = () => new Api(world().url);
  const cpuOf = async () => {
    const { allocation } = await api().done(server, get);
    return (allocation as unknown as Record<string, object>).cpu;
  };

  describe('what is asked of a server', () => {
    afterEach(() => api().done(server, { 'clear-allocation': {} }));

    test('is shown with who asked, and what the host has', async () => {
      const { requestId } = await api().act(server, setShare(3000));

      expect(await cpuOf()).toMatchObject({
        asked: 3000,
        actual: await world().kernel.cpuShares(server),
        state: 'applied',
        user_id: 'admin',
        project_id: 'operations',
        request_id: requestId,
        until: null,
      });
    });

    test('is nothing by default, and nothing again once it is cleared, one resource or all', async () => {
      await api().done(server, setShare(3000));
      await api().done(server, { 'set-memory-soft-limit': { memory_limit: 200 } });

      const { allocation } = await api().done(server, { 'clear-allocation': { resource: 'cpu' } });

      expect(allocation).toMatchObject({ cpu: { asked: null, state: 'default' }, soft_limit: { asked: 200 * 1024 } });
      expect(await world().kernel.cpuShares(server)).toBe(1024);
      expect(await world().kernel.softLimitBytes(server)).toBe(200 * 2 ** 20);
      await api().done(server, { 'clear-allocation': {} });
      expect(await world().kernel.softLimitBytes(server)).toBeUndefined();
    });

    test('is changed under the ETag that one has seen, and not under one that has passed', async () => {
      const { etag } = await api().act(server, get);
      const first = await api().act(server, setShare(2000), { 'If-Match': etag });

      const second = await api().act(server, setShare(4000), { 'If-Match': etag });

      expect(first).toMatchObject({ status: 200, body: { share: 2000 } });
      expect(second.status).toBe(412);
      expect(messageOf(second)).toContain(`its ETag is ${first.etag} now`);
      expect(await world().kernel.cpuShares(server)).toBe(2000);
      expect((await api().act(server, setShare(4000), { 'If-Match': first.etag })).status).toBe(200);
    });

    test('is changed by one of those who change it at once under the same ETag', async () => {
      const { etag } = await api().act(server, get);
      const shares = [2001, 2002, 2003, 2004];

      const replies = await Promise.all(
        shares.map((share) => api().act(server, setShare(share), { 'If-Match': etag })),
      );

      expect(replies.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
      const { body } = replies.find(({ status }) => status === 200)!;
      expect(body).toEqual({ share: await world().kernel.cpuShares(server) });
    });

    test('for a time is shown with its end, and gives way to what was asked before', async () => {
      await api().done(server, setShare(2000));
      const askedAt = Date.now();
      await api().done(server, setShare(5000, { for: '2s' }));

      const { until } = (await cpuOf()) as { until: string };
      expect(Date.parse(until)).toBeGreaterThanOrEqual(askedAt);
      expect(await world().kernel.cpuShares(server)).toBe(5000);
      await expect.poll(() => world().kernel.cpuShares(server), { timeout: 15_000 }).toBe(2000);
      await expect.poll(cpuOf, { timeout: 5000 }).toMatchObject({ asked: 2000, until: null });
    });

    test('for a time that is none is refused, and nothing is changed', async () => {
      const reply = await api().act(server, setShare(5000, { for: 'an hour' }));

      expect(reply.status).toBe(400);
      expect(messageOf(reply)).toContain("'an hour' is not of the form of 90s, 30m, 12h or 7d");
      expect(await world().kernel.cpuShares(server)).toBe(1024);
    });

    test('is in the history, newest first, with how it ended; a page goes on from where the last one ended', async () => {
      const ids = [];
      for (const share of [2000, 3000]) ids.push((await api().act(server, setShare(share))).requestId);

      const lines = await historyOf(world().url, server);
      const [newest, older] = lines;
      expect(newest).toMatchObject({ asked: 3000, before: 2000, after: 3000, outcome: 'success', request_id: ids[1] });
      expect(older).toMatchObject({ asked: 2000, before: 1024, outcome: 'success', request_id: ids[0] });
      const page = await api().get(server, `/allocation-history?limit=1&marker=${newest!.id}`);
      expect(page.body).toEqual({ changes: [older] });
    });

    test('may be looked at by its project’s readers, and cleared by none of them', async () => {
      const alice = new Api(world().url, `alice:${serverOf(server).projectId}`);
      await api().done(server, setShare(3000));

      expect((await alice.act(server, get)).status).toBe(200);
      expect((await alice.get(server, '/allocation-history')).status).toBe(200);
      expect((await alice.act(server, { 'clear-allocation': {} })).status).toBe(403);
      expect((await new Api(world().url, 'mallory:other').act(server, get)).status).toBe(404);
      expect(await world().kernel.cpuShares(server)).toBe(3000);
    });
  });
}
