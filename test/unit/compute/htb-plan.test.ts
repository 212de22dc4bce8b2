import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type GuestShare, guestsOf } from '../../../src/compute/htb-guests.ts';
import { planTree } from '../../../src/compute/htb-plan.ts';
import type { TreeSettings } from '../../../src/compute/htb-target.ts';
import { guestClasses, type HtbTree, parseTree } from '../../../src/compute/htb-tree.ts';
import { FakeTc } from '../../../src/fake/fake-tc.ts';
import { Fault } from '../../../src/faults.ts';
import { kbit, kbitOfMbit, netPriority } from '../../../src/units.ts';

const settings: TreeSettings = {
  device: 'eth1',
  linkRateKbit: kbitOfMbit(100),
  htbRateKbit: kbitOfMbit(80),
  borrow: true,
  leaf: 'pfifo',
};
const mac = (number: number): string => `02:00:00:00:00:${number.toString(16).padStart(2, '0')}`;
const guest = (number: number, priority: number): GuestShare => ({
  priority: netPriority(priority),
  macs: [mac(number)],
});

const read = (tc: FakeTc): HtbTree =>
  parseTree(
    tc.run(['-d', '-batch', '-'], 'qdisc show dev eth1\nclass show dev eth1\nfilter show dev eth1 parent 4e54:').stdout,
  );
const empty = read(new FakeTc({ eth1: 100 }));

/** A tree as the simulator reads it back. */
function treeOf(guests: readonly GuestShare[], by = settings): { tc: FakeTc; tree: HtbTree } {
  const tc = new FakeTc({ eth1: 100 });
  for (const batch of planTree(empty, guests, by)) tc.batch(batch.tc.join('\n'));
  return { tc, tree: read(tc) };
}

test('planTree builds the whole tree for the first guest', () => {
  expect(planTree(empty, [guest(1, 0)], settings)).toEqual([
    {
      tc: [
        'qdisc add dev eth1 root handle 4e54: htb default fffe',
        'class add dev eth1 parent 4e54: classid 4e54:1 htb rate 100000kbit ceil 100000kbit burst 125000b cburst 125000b quantum 131072 prio 0',
        'class add dev eth1 parent 4e54:1 classid 4e54:2 htb rate 80000kbit ceil 80000kbit burst 100000b cburst 100000b quantum 65536 prio 0',
        'class add dev eth1 parent 4e54:1 classid 4e54:fffe htb rate 20000kbit ceil 100000kbit burst 25000b cburst 125000b quantum 65536 prio 0',
        'qdisc add dev eth1 parent 4e54:fffe handle fffe: pfifo limit 1000',
        'class add dev eth1 parent 4e54:2 classid 4e54:10 htb rate 80000kbit ceil 80000kbit burst 100000b cburst 100000b quantum 65536 prio 0',
        'qdisc add dev eth1 parent 4e54:10 handle 10: pfifo limit 1000',
        'filter add dev eth1 parent 4e54: protocol all pref 100 u32 match u32 0x02000000 0xffffffff at -8 match u16 0x0001 0xffff at -4 flowid 4e54:10',
      ],
    },
  ]);
});

test('planTree plans nothing for the guests that the tree has', () => {
  const { tree } = treeOf([guest(1, 0), guest(2, 33)]);

  expect(planTree(tree, guestsOf(tree), settings)).toEqual([]);
});

test('planTree adds the new filter before it deletes the old one with its preference', () => {
  const { tree } = treeOf([guest(1, 0), guest(2, 33)]);
  const [first, second] = guestsOf(tree);

  const [batch, ...more] = planTree(tree, [first!, { ...second!, priority: netPriority(40) }], settings);
  expect(batch?.tc.slice(-2)).toEqual([
    'filter add dev eth1 parent 4e54: protocol all pref 140 u32 match u32 0x02000000 0xffffffff at -8 match u16 0x0002 0xffff at -4 flowid 4e54:11',
    'filter del dev eth1 parent 4e54: protocol all pref 133',
  ]);
  expect(more).toEqual([]);
});

test('planTree deletes by handle where the preference serves another guest too', () => {
  const { tree } = treeOf([guest(1, 33), guest(2, 33)]);
  const [first, second] = guestsOf(tree);

  const [batch] = planTree(tree, [first!, { ...second!, priority: netPriority(40) }], settings);
  expect(batch?.tc.at(-1)).toBe('filter del dev eth1 parent 4e54: protocol all pref 133 handle 800::801 u32');
});

test('planTree keeps the guarantee of a guest that leaves until its class is empty, and only then gives it to the others', () => {
  const { tree } = treeOf([guest(1, 0), guest(2, 0)]);

  expect(planTree(tree, guestsOf(tree).slice(1), settings)).toEqual([
    { tc: ['filter del dev eth1 parent 4e54: protocol all pref 100 handle 800::800 u32'] },
    {
      tc: [
        'class del dev eth1 classid 4e54:10',
        'class change dev eth1 classid 4e54:11 htb rate 80000kbit ceil 80000kbit burst 100000b cburst 100000b quantum 65536 prio 0',
      ],
      onceEmpty: { device: 'eth1', queues: ['4e54:10'] },
    },
  ]);
});

test('planTree drains a class of a small guarantee with a tenth of the pool', () => {
  const { tree } = treeOf([guest(1, 0), guest(2, 98)]);

  const [change] = planTree(tree, guestsOf(tree).slice(0, 1), settings);
  expect(change?.tc.slice(0, 4).map((line) => line.replace(/ burst .*/, ''))).toEqual([
    'class change dev eth1 classid 4e54:10 htb rate 72000kbit ceil 80000kbit',
    'class change dev eth1 classid 4e54:1 htb rate 100000kbit ceil 100000kbit',
    'class change dev eth1 classid 4e54:2 htb rate 80000kbit ceil 80000kbit',
    'class change dev eth1 classid 4e54:fffe htb rate 20000kbit ceil 100000kbit',
  ]);
  expect(change?.tc[4]).toContain('classid 4e54:11 htb rate 8000kbit ceil 80000kbit');
});

test('planTree opens the classes of a tree that is to go, so that a load cannot keep it', () => {
  const { tree } = treeOf([guest(1, 0)]);

  const [change] = planTree(tree, [], settings);
  expect(change?.tc.slice(0, 4).map((line) => line.replace(/ burst .*/, ''))).toEqual([
    'class change dev eth1 classid 4e54:10 htb rate 8kbit ceil 400000000kbit',
    'class change dev eth1 classid 4e54:1 htb rate 400000000kbit ceil 400000000kbit',
    'class change dev eth1 classid 4e54:2 htb rate 200000000kbit ceil 400000000kbit',
    'class change dev eth1 classid 4e54:fffe htb rate 200000000kbit ceil 400000000kbit',
  ]);
});

test('planTree plans the deletion again where it was left out', () => {
  const { tc, tree } = treeOf([guest(1, 0), guest(2, 0)]);
  const [change, deletion] = planTree(tree, guestsOf(tree).slice(1), settings);
  tc.batch(change!.tc.join('\n'));

  const left = read(tc);
  expect(planTree(left, guestsOf(left), settings)).toEqual([deletion]);
});

test('planTree takes the root away once it is empty when no guest is left', () => {
  const { tree } = treeOf([guest(1, 0)]);

  const [change, removal] = planTree(tree, [], settings);
  expect(change?.tc.at(-1)).toBe('filter del dev eth1 parent 4e54: protocol all pref 100');
  expect(removal).toEqual({ tc: ['qdisc del dev eth1 root'], onceEmpty: { device: 'eth1', queues: ['root'] } });
  expect(planTree(empty, [], settings)).toEqual([]);
});

test('planTree gives a class that lost its queue a new one', () => {
  const { tree } = treeOf([guest(1, 0)]);
  const bare = { ...tree, classes: new Map(tree.classes).set(0x10, { ...tree.classes.get(0x10)!, hasLeaf: false }) };

  expect(planTree(bare, guestsOf(bare), settings)[0]?.tc).toContain(
    'qdisc add dev eth1 parent 4e54:10 handle 10: pfifo limit 1000',
  );
});

test('planTree takes at most 95 % of the link for the guests', () => {
  const { tree } = treeOf([guest(1, 0)], { ...settings, htbRateKbit: kbitOfMbit(100) });

  expect([2, 0xfffe].map((minor) => tree.classes.get(minor)?.rateKbit)).toEqual([95_000, 5000]);
});

test('planTree without borrowing makes the guarantee the limit', () => {
  const { tree } = treeOf([guest(1, 0), guest(2, 33)], { ...settings, borrow: false });

  expect(guestClasses(tree).every(({ rateKbit, ceilKbit }) => rateKbit === ceilKbit)).toBe(true);
});

test('planTree refuses a root that is not novatune’s, and says so without naming a host', () => {
  const foreign = parseTree('qdisc pfifo 8001: root refcnt 3 limit 1000p\n');

  expect(() => planTree(foreign, [guest(1, 0)], settings)).toThrow(Fault);
  expect(planTree(foreign, [], settings)).toEqual([]);
});

test('planTree refuses a device name that is more than one word', () => {
  expect(() => planTree(empty, [guest(1, 0)], { ...settings, device: 'eth1 root' })).toThrow('not a network device');
});

const sumOf = (rates: readonly number[]): number => rates.reduce((sum, rate) => sum + rate, 0);

/** Guarantees never exceed their parent's. */
function holds(tree: HtbTree): boolean {
  const rate = (minor: number) => tree.classes.get(minor)?.rateKbit ?? 0;
  const guests = sumOf(guestClasses(tree).map(({ rateKbit }) => rateKbit));
  return guests <= rate(2) && rate(2) + rate(0xfffe) <= rate(1);
}

const anyGuests = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 98 })), {
    selector: ([number]) => number,
  })
  .map((pairs) => pairs.map(([number, priority]) => guest(number, priority)));
const anySettings = fc
  .tuple(fc.integer({ min: 2000, max: 900_000 }), fc.integer({ min: 1500, max: 900_000 }), fc.boolean())
  .map(([link, htb, borrow]) => ({ ...settings, linkRateKbit: kbit(link), htbRateKbit: kbit(htb), borrow }));
/** Which deletions are left out because their queues stay full. */
const anySteps = fc.array(fc.tuple(anyGuests, anySettings, fc.boolean()), { minLength: 1, maxLength: 6 });

test('planTree keeps guarantees within their parent at every line of every change, and ends in what was asked for', () => {
  fc.assert(
    fc.property(anySteps, (steps) => {
      const tc = new FakeTc({ eth1: 100 });
      for (const [wanted, by, busy] of steps) {
        const before = read(tc);
        const byMac = new Map(guestsOf(before).map(({ macs, minor }) => [macs[0], minor]));
        const guests = wanted.map((share) => ({ ...share, minor: byMac.get(share.macs[0]!) }));
        for (const batch of planTree(before, guests, by)) {
          if (batch.onceEmpty !== undefined && busy) continue;
          for (const line of batch.tc) {
            expect(tc.batch(line).stderr).toBe('');
            expect(holds(read(tc))).toBe(true);
          }
        }
        const after = read(tc);
        const sorted = (shares: readonly GuestShare[]) =>
          shares.map(({ macs, priority }) => `${macs[0]} ${priority}`).sort();
        expect(sorted(guestsOf(after))).toEqual(sorted(wanted));
        expect(busy || planTree(after, guestsOf(after), by).length === 0).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
}, 30_000);
