import { afterEach, describe, expect, test } from 'vitest';
import { Api } from '../world/api.ts';
import type { World } from '../world/world.ts';

/** What the network actions do, on any world: VM1, VM2 and VM3 share an uplink. */
export function describeNetPriority(world: () => World): void {
  const api = () => new Api(world().url);
  const set = (server: string, prio: number | string) => api().done(server, { 'set-net-priority': { prio } });
  const get = (server: string) => api().done(server, { 'get-net-priority': null });
  const reset = (server: string) => api().done(server, { 'reset-net-priority': null });

  describe('network priority', () => {
    afterEach(async () => {
      for (const server of ['VM1', 'VM2', 'VM3', 'VM7']) await reset(server);
    });

    test('a server without one has -1, and resetting it is no error', async () => {
      expect(await get('VM1')).toEqual({ prio: -1 });
      expect(await reset('VM1')).toEqual({ success: true });
    });

    test('priorities 0, 33 and 61 share 80 Mbit/s as 39, 26 and 15, each with all of it for a ceiling', async () => {
      expect(await set('VM1', 0)).toEqual({ success: true });
      expect(await set('VM2', '33')).toEqual({ success: true });
      expect(await set('VM3', 61)).toEqual({ success: true });

      const classes = await Promise.all(['VM1', 'VM2', 'VM3'].map((server) => world().kernel.netClass(server)));
      expect(classes.map((one) => one?.rateKbit)).toEqual([39_015, 26_010, 14_975]);
      expect(classes.map((one) => one?.ceilKbit)).toEqual([80_000, 80_000, 80_000]);
      expect(await Promise.all(['VM1', 'VM2', 'VM3'].map(get))).toEqual([{ prio: 0 }, { prio: 33 }, { prio: 61 }]);
    });

    test('a changed priority keeps the server’s class and the others’ priorities', async () => {
      await set('VM1', 0);
      await set('VM2', 33);
      const before = await world().kernel.netClass('VM2');

      await set('VM2', 98);

      const after = await world().kernel.netClass('VM2');
      expect(after?.classId).toBe(before?.classId);
      expect(after?.rateKbit).toBe(800);
      expect(await get('VM1')).toEqual({ prio: 0 });
      expect((await world().kernel.netClass('VM1'))?.rateKbit).toBe(79_200);
    });

    test('a reset gives a server’s part to the others', async () => {
      await set('VM1', 0);
      await set('VM2', 0);

      expect(await reset('VM1')).toEqual({ success: true });

      expect(await world().kernel.netClass('VM1')).toBeUndefined();
      expect(await get('VM1')).toEqual({ prio: -1 });
      expect((await world().kernel.netClass('VM2'))?.rateKbit).toBe(80_000);
    });

    test('two servers of one priority have each their class', async () => {
      await set('VM1', 5);
      await set('VM2', 5);

      const [one, other] = await Promise.all(['VM1', 'VM2'].map((server) => world().kernel.netClass(server)));
      expect(one?.rateKbit).toBe(40_000);
      expect(one?.classId).not.toBe(other?.classId);
    });

    test('a host with systemd shapes its uplink the same way', async () => {
      await set('VM7', 10);

      expect((await world().kernel.netClass('VM7'))?.rateKbit).toBe(80_000);
      expect(await get('VM7')).toEqual({ prio: 10 });
    });

    test('twenty changes at once end with every server at the last one asked of it', async () => {
      const asked = Array.from({ length: 20 }, (_, index) => ({ server: `VM${(index % 3) + 1}`, prio: index * 4 }));

      await Promise.all(asked.map(({ server, prio }) => set(server, prio)));

      const held = await Promise.all(['VM1', 'VM2', 'VM3'].map((server) => world().kernel.netClass(server)));
      expect(held.reduce((sum, one) => sum + (one?.rateKbit ?? 0), 0)).toBe(80_000);
      for (const [index, one] of held.entries()) {
        const prios = asked.filter(({ server }) => server === `VM${index + 1}`).map(({ prio }) => prio);
        expect(prios).toContain((one?.preference ?? 0) - 100);
      }
    });
  });
}
