import { afterEach, beforeEach, describe, expect, type TestAPI } from 'vitest';
import { guestsOf, priorityOf, withoutPriority, withPriority } from '../../../src/compute/htb-guests.ts';
import { planTree } from '../../../src/compute/htb-plan.ts';
import type { TreeSettings } from '../../../src/compute/htb-target.ts';
import type { HtbTree } from '../../../src/compute/htb-tree.ts';
import type { Leaf } from '../../../src/compute/qdisc.ts';
import { probeLeaf } from '../../../src/compute/tc-leaf.ts';
import { readTree } from '../../../src/compute/tc-read.ts';
import { Fault } from '../../../src/faults.ts';
import { CommandFailed } from '../../../src/transport/transport.ts';
import { kbitOfMbit, netPriority } from '../../../src/units.ts';
import { applyTree } from './apply-tree.ts';
import { tc, timeoutMs, type World } from './world.ts';

const mac = (number: number): string => `fa:16:3e:00:00:${number.toString(16).padStart(2, '0')}`;

/** A whole class in tc's words, for what an administrator might have put there. */
const shape = 'htb rate 1000kbit ceil 1000kbit burst 16384b cburst 16384b quantum 20000 prio 0';
const macMatch = (number: number): string =>
  `u32 match u32 0xfa163e00 0xffffffff at -8 match u16 0x${number.toString(16).padStart(4, '0')} 0xffff at -4`;

/** What a tree must do on the real tc and on the simulator alike. */
export function describeTree(name: string, makeWorld: () => World | Promise<World>, test: TestAPI): void {
  describe(name, () => {
    let world: World;
    let settings: TreeSettings;

    beforeEach(async () => {
      world = await makeWorld();
      const { device } = world;
      settings = { device, linkRateKbit: kbitOfMbit(100), htbRateKbit: kbitOfMbit(80), borrow: true, leaf: 'pfifo' };
    });
    afterEach(() => world.close());

    const read = (): Promise<HtbTree> => readTree(world.transport, world.device, timeoutMs);

    async function change(
      edit: (guests: ReturnType<typeof guestsOf>) => ReturnType<typeof guestsOf>,
    ): Promise<HtbTree> {
      const before = await read();
      const commands = planTree(before, edit(guestsOf(before)), settings);
      return applyTree(world.transport, { before, commands, settings, timeoutMs });
    }

    const set = (priority: number, ...numbers: number[]): Promise<HtbTree> =>
      change((guests) => withPriority(guests, numbers.map(mac), netPriority(priority)));
    const reset = (...numbers: number[]): Promise<HtbTree> =>
      change((guests) => withoutPriority(guests, numbers.map(mac)));

    const rateOf = (tree: HtbTree, minor: number) => tree.classes.get(minor)?.rateKbit;
    const isSettled = (tree: HtbTree): boolean => planTree(tree, guestsOf(tree), settings).length === 0;

    test('the first priority builds the tree, and planning from what is read back is empty', async () => {
      const tree = await set(0, 1);

      expect(tree.root).toMatchObject({ owner: 'ours', kind: 'htb', handle: '4e54:' });
      expect([0x1, 0x2, 0x10, 0xfffe].map((minor) => rateOf(tree, minor))).toEqual([100_000, 80_000, 80_000, 20_000]);
      expect(priorityOf(tree, [mac(1)])).toBe(0);
      expect(isSettled(tree)).toBe(true);
    });

    test('priorities 0, 33 and 61 divide 80 Mbit into 39015, 26010 and 14975 kbit', async () => {
      await set(0, 1);
      await set(33, 2);
      const tree = await set(61, 3);

      expect([0x10, 0x11, 0x12].map((minor) => rateOf(tree, minor))).toEqual([39_015, 26_010, 14_975]);
      expect([0x10, 0x11, 0x12].map((minor) => tree.classes.get(minor)?.quantumBytes)).toEqual([
        170_738, 113_825, 65_536,
      ]);
      expect(isSettled(tree)).toBe(true);
    });

    test('a change of one guest leaves the classes and filters of the others where they are', async () => {
      await set(0, 1);
      await set(33, 2);
      const before = await set(33, 3);
      const after = await set(7, 2);

      const others = (tree: HtbTree) => tree.filters.macs.filter((filter) => filter.mac !== mac(2));
      expect(others(after)).toEqual(others(before));
      expect([...after.classes.keys()].sort()).toEqual([...before.classes.keys()].sort());
      expect([1, 2, 3].map((number) => priorityOf(after, [mac(number)]))).toEqual([0, 7, 33]);
      expect(isSettled(after)).toBe(true);
    });

    test('guests with the same priority share a preference, which goes with the last of them', async () => {
      await set(20, 1);
      await set(20, 2);
      const shared = await set(30, 1);
      const alone = await set(30, 2);

      expect([...shared.filters.entries]).toEqual([
        [120, 1],
        [130, 1],
      ]);
      expect([...alone.filters.entries]).toEqual([[130, 2]]);
      expect(isSettled(alone)).toBe(true);
    });

    test('a guest with two NICs has one class, and a NIC that it lost loses its filter', async () => {
      const two = await set(5, 1, 2);
      const changed = await set(5, 2, 3);

      expect(two.filters.macs.map(({ minor }) => minor)).toEqual([0x10, 0x10]);
      expect(changed.filters.macs.map((filter) => filter.mac).sort()).toEqual([mac(2), mac(3)]);
      expect(guestsOf(changed)).toHaveLength(1);
      expect(isSettled(changed)).toBe(true);
    });

    test('an address that another guest has now leaves the guest that had it', async () => {
      await set(5, 1, 2);
      await set(6, 3);
      const tree = await set(6, 3, 2);

      expect(guestsOf(tree).map(({ macs }) => [...macs].sort())).toEqual([[mac(1)], [mac(2), mac(3)]]);
      expect(isSettled(tree)).toBe(true);
    });

    test('a reset deletes the class of that guest, and the others get its share', async () => {
      await set(0, 1);
      await set(0, 2);
      const tree = await reset(1);

      expect(tree.classes.has(0x10)).toBe(false);
      expect(rateOf(tree, 0x11)).toBe(80_000);
      expect(priorityOf(tree, [mac(1)])).toBeUndefined();
      expect(isSettled(tree)).toBe(true);
    });

    test('the last reset gives the uplink back to the kernel', async () => {
      await set(0, 1);
      await set(0, 2);
      await reset(1);
      const tree = await reset(2);

      expect(tree.root).toMatchObject({ owner: 'kernel', handle: '0:' });
      expect(planTree(tree, [], settings)).toEqual([]);
    });

    test('a minor that was given back is the next guest’s', async () => {
      await set(0, 1);
      await set(0, 2);
      await reset(1);
      const tree = await set(9, 3);

      expect(guestsOf(tree)).toEqual([
        { minor: 0x10, priority: 9, macs: [mac(3)] },
        { minor: 0x11, priority: 0, macs: [mac(2)] },
      ]);
    });

    test('the inverse of a change is the plan back to the guests that were there', async () => {
      await set(0, 1);
      await set(33, 2, 3);
      const before = await set(61, 4);
      await reset(2);
      await set(98, 1);
      const after = await change(() => guestsOf(before));

      const bare = (tree: HtbTree) =>
        tree.filters.macs.map(({ preference, mac: own, minor }) => [preference, own, minor]);
      expect(guestsOf(after)).toEqual(guestsOf(before));
      expect(new Map([...after.classes].sort())).toEqual(new Map([...before.classes].sort()));
      expect(bare(after)).toEqual(bare(before));
    });

    test('rates that the configuration changed since come out with the next change', async () => {
      await set(0, 1);
      settings = { ...settings, linkRateKbit: kbitOfMbit(50), htbRateKbit: kbitOfMbit(40) };
      const smaller = await set(0, 2);
      settings = { ...settings, linkRateKbit: kbitOfMbit(1000), htbRateKbit: kbitOfMbit(1000), borrow: false };
      const larger = await set(0, 3);

      expect([0x1, 0x2, 0x10, 0xfffe].map((minor) => rateOf(smaller, minor))).toEqual([50_000, 40_000, 20_000, 10_000]);
      expect([0x1, 0x2, 0x10, 0xfffe].map((minor) => rateOf(larger, minor))).toEqual([1e6, 950_000, 316_667, 50_000]);
      expect(larger.classes.get(0x10)?.ceilKbit).toBe(316_667);
      expect(isSettled(larger)).toBe(true);
    });

    test.for([
      1_234_567, 2_000_000, 9_999_999, 12_345_678, 100_000_000,
    ])('a tree of %d kbit reads back as it was planned', async (linkRateKbit) => {
      settings = { ...settings, linkRateKbit: linkRateKbit as never, htbRateKbit: (linkRateKbit - 54_321) as never };
      await set(3, 1);
      await set(50, 2);
      const tree = await set(98, 3);

      expect(isSettled(tree)).toBe(true);
    });

    test('a class without a filter is emptied and deleted with the next change', async () => {
      await set(0, 1);
      await tc(world, `class add dev ${world.device} parent 4e54:2 classid 4e54:99 ${shape}`);
      const tree = await set(0, 2);

      expect(tree.classes.has(0x99)).toBe(false);
      expect(isSettled(tree)).toBe(true);
    });

    test('a filter to a class that is not there is deleted with the next change', async () => {
      await set(0, 1);
      await tc(
        world,
        `filter add dev ${world.device} parent 4e54: protocol all pref 150 ${macMatch(9)} flowid 4e54:77`,
      );
      const tree = await set(0, 2);

      expect(tree.filters.macs.map((filter) => filter.mac)).toEqual([mac(1), mac(2)]);
      expect([...tree.filters.entries.keys()]).toEqual([100]);
    });

    test('what somebody else put under our root stays, and keeps nobody from a priority', async () => {
      await set(0, 1);
      const foreign = `filter add dev ${world.device} parent 4e54: protocol all pref 7 u32 match u32 0x0a000001 0xffffffff at 12 flowid 4e54:99`;
      await tc(
        world,
        `class add dev ${world.device} parent 4e54:2 classid 4e54:99 ${shape}`,
        `class add dev ${world.device} parent 4e54:77 classid 4e54:11 ${shape}`,
        foreign,
        foreign.replace('pref 7', 'pref 100'),
      );
      const tree = await set(0, 2);
      const without = await set(98, 2);

      expect(guestsOf(tree).map(({ minor }) => minor)).toEqual([0x10, 0x12]);
      expect(tree.classes.has(0x99)).toBe(true);
      expect(tree.classes.get(0x11)?.parent).toBe('root');
      expect([...without.filters.entries].sort()).toEqual([
        [100, 2],
        [198, 1],
      ]);
      expect(isSettled(without)).toBe(true);
      await reset(2);
      expect((await reset(1)).root.owner).toBe('kernel');
    });

    test('a batch that fails in the middle leaves the guests as they were', async () => {
      await set(0, 1);
      await set(33, 2);
      const before = await set(61, 3);
      const proper = settings;
      settings = { ...settings, leaf: 'no_such_kind' as Leaf };

      await expect(set(12, 4)).rejects.toBeInstanceOf(Error);
      settings = proper;
      const after = await read();
      expect(after.classes).toEqual(before.classes);
      expect(after.filters).toEqual(before.filters);
      expect(isSettled(after)).toBe(true);
    });

    test('a line that the kernel refuses is a CommandFailed after the old state is back', async () => {
      const before = await set(0, 1);
      const commands = [
        {
          tc: [
            `class change dev ${world.device} classid 4e54:10 ${shape}`,
            `class del dev ${world.device} classid 4e54:10`,
          ],
        },
      ];

      const run = applyTree(world.transport, { before, commands, settings, timeoutMs });
      await expect(run).rejects.toSatisfy((error) => error instanceof CommandFailed && error.cause === undefined);
      expect((await read()).classes).toEqual(before.classes);
    });

    test('a tree whose first batch failed is taken away', async () => {
      settings = { ...settings, leaf: 'no_such_kind' as Leaf };

      await expect(set(0, 1)).rejects.toBeInstanceOf(Error);
      expect((await read()).root.owner).toBe('kernel');
    });

    test.for([
      'pfifo limit 100',
      'htb default 10',
    ])('a root that somebody put there (%s) is never touched', async (kind) => {
      await tc(world, `qdisc add dev ${world.device} root handle 1: ${kind}`);
      // A stray packet, such as IPv6's own, counts up but changes nothing.
      const shown = async () =>
        (await tc(world, `qdisc show dev ${world.device}`)).replace(/direct_packets_stat \d+/, '');
      const before = await shown();

      await expect(set(0, 1)).rejects.toSatisfy((error) => error instanceof Fault && error.kind === 'foreignQdisc');
      await reset(1);
      expect(await shown()).toBe(before);
    });

    test('a device that is not there is a fault of its own', async () => {
      await expect(readTree(world.transport, 'nowhere', timeoutMs)).rejects.toMatchObject({ kind: 'notSupported' });
    });

    test('probing for a leaf creates nothing, and what it finds can be had', async () => {
      const before = await tc(world, 'qdisc show dev lo');

      settings = { ...settings, leaf: await probeLeaf(world.transport, timeoutMs) };
      expect(await tc(world, 'qdisc show dev lo')).toBe(before);
      expect(isSettled(await set(0, 1))).toBe(true);
    });

    test('a hundred random changes keep exactly what was asked for', async () => {
      const expected = new Map<number, number>();
      let seed = 7;
      const random = (below: number) => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        return Math.floor((seed / 2_147_483_648) * below);
      };
      for (let step = 0; step < 100; step++) {
        const number = random(12);
        const priority = random(4) === 0 ? undefined : random(99);
        if (priority === undefined) expected.delete(number);
        else expected.set(number, priority);
        const tree = await (priority === undefined ? reset(number) : set(priority, number));
        const found = guestsOf(tree).map(({ macs, priority: own }) => [macs[0], own]);
        expect(found.sort()).toEqual([...expected].map(([key, own]) => [mac(key), own]).sort());
        expect(isSettled(tree)).toBe(true);
      }
    });
  });
}
