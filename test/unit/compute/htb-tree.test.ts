import { expect, test } from 'vitest';
import { guestsOf, priorityOf } from '../../../src/compute/htb-guests.ts';
import { guestClasses, parseTree, pinnedMinors } from '../../../src/compute/htb-tree.ts';

/** iproute2 6.1 on kernel 6.18, as printed by `tc -d -batch -`. */
const shown = `qdisc htb 4e54: root refcnt 3 r2q 10 default 0xfffe direct_packets_stat 0 ver 3.17 direct_qlen 1000
qdisc pfifo 10: parent 4e54:10 limit 1000p
qdisc clsact ffff: parent ffff:fff1 
class htb 4e54:11 parent 4e54:2 prio 0 quantum 200000 rate 26010Kbit ceil 80Mbit linklayer ethernet burst 48762b/1 mpu 0b cburst 100000b/1 mpu 0b level 0 
class htb 4e54:1 root rate 1Gbit ceil 1Gbit linklayer ethernet burst 125000b/1 mpu 0b cburst 16Kb/1 mpu 0b level 7 
class htb 4e54:fffe parent 4e54:1 prio 0 quantum 60000 rate 20Mbit ceil 100Mbit linklayer ethernet burst 25000b/1 mpu 0b cburst 125000b/1 mpu 0b level 0 
class htb 4e54:10 parent 4e54:2 leaf 10: prio 3 quantum 300000 rate 39015Kbit ceil 80Mbit linklayer ethernet burst 48758b/1 mpu 0b cburst 100000b/1 mpu 0b level 0 
class htb 4e54:2 parent 4e54:1 rate 80Mbit ceil 80Mbit linklayer ethernet burst 100000b/1 mpu 0b cburst 100000b/1 mpu 0b level 6 
filter protocol all pref 100 u32 chain 0 
filter protocol all pref 100 u32 chain 0 fh 800: ht divisor 1 
filter protocol all pref 100 u32 chain 0 fh 800::800 order 2048 key ht 800 bkt 0 *flowid 4e54:10 not_in_hw 
  match 00010800/ffffffff at -4
  match fa163e00/ffffffff at -8
filter protocol all pref 120 u32 chain 0 
filter protocol all pref 120 u32 chain 0 fh 802: ht divisor 1 
filter protocol all pref 133 u32 chain 0 
filter protocol all pref 133 u32 chain 0 fh 801: ht divisor 1 
filter protocol all pref 133 u32 chain 0 fh 801::800 order 2048 key ht 801 bkt 0 *flowid 4e54:11 not_in_hw 
  match fa163e00/ffffffff at -8
  match 00020000/ffff0000 at -4
filter protocol all pref 133 u32 chain 0 fh 801::801 order 2049 key ht 801 bkt 0 flowid 4e54:11 not_in_hw  (rule hit 0 success 0)
  match 00030000/ffff0000 at -4
  match fa163e00/ffffffff at -8
`;

test('parseTree reads classes with their units', () => {
  const { root, classes } = parseTree(shown);

  expect(root).toEqual({ owner: 'ours', kind: 'htb', handle: '4e54:' });
  expect(classes.get(0x10)).toEqual({
    minor: 0x10,
    parent: 2,
    rateKbit: 39_015,
    ceilKbit: 80_000,
    burstBytes: 48_758,
    cburstBytes: 100_000,
    quantumBytes: 300_000,
    htbPriority: 3,
    hasLeaf: true,
  });
  expect(classes.get(1)).toMatchObject({ parent: 'root', rateKbit: 1e6, cburstBytes: 16_384, quantumBytes: undefined });
});

test('parseTree reads our filters, counts those of others, and knows the classes they pin', () => {
  const { filters } = parseTree(shown);

  expect(filters.macs).toEqual([
    { preference: 133, handle: '801::800', mac: 'fa:16:3e:00:00:02', minor: 0x11 },
    { preference: 133, handle: '801::801', mac: 'fa:16:3e:00:00:03', minor: 0x11 },
  ]);
  expect([...filters.entries]).toEqual([
    [100, 1],
    [120, 0],
    [133, 2],
  ]);
  expect([...filters.pinned]).toEqual([0x10]);
});

test('guestsOf are the classes that a filter of ours points at', () => {
  const tree = parseTree(shown);

  expect(guestsOf(tree)).toEqual([{ minor: 0x11, priority: 33, macs: ['fa:16:3e:00:00:02', 'fa:16:3e:00:00:03'] }]);
  expect(guestClasses(tree).map(({ minor }) => minor)).toEqual([0x10, 0x11]);
  expect(pinnedMinors(tree).has(0x10)).toBe(true);
});

test('priorityOf finds a guest by any of its NICs, however it is spelt', () => {
  const tree = parseTree(shown);

  expect(priorityOf(tree, ['fa:16:3e:00:00:77', 'FA-16-3E-00-00-03'])).toBe(33);
  expect(priorityOf(tree, ['fa:16:3e:00:00:01'])).toBeUndefined();
});

test('where two filters of a NIC contradict each other the one that the kernel asks first counts', () => {
  const doubled = `${shown}filter protocol all pref 150 u32 chain 0 fh 803::800 order 2048 key ht 803 bkt 0 *flowid 4e54:10 not_in_hw 
  match fa163e00/ffffffff at -8
  match 00020000/ffff0000 at -4
`;

  expect(guestsOf(parseTree(doubled))).toEqual(guestsOf(parseTree(shown)));
});

test.each([
  ['nothing', '', 'kernel'],
  ['the default of a veth', 'qdisc noqueue 0: root refcnt 2 \n', 'kernel'],
  ['the default of a NIC with queues', 'qdisc mq 0: root \nqdisc fq_codel 0: parent :1 limit 10240p\n', 'kernel'],
  ['one that somebody put there', 'qdisc pfifo 8001: root refcnt 3 limit 1000p\n', 'foreign'],
  ['somebody’s HTB', 'qdisc htb 1: root refcnt 3 r2q 10 default 0x30 direct_packets_stat 0\n', 'foreign'],
  ['our handle on another kind', 'qdisc pfifo 4e54: root refcnt 3 limit 1000p\n', 'foreign'],
  ['our handle with another default', 'qdisc htb 4e54: root refcnt 3 r2q 10 default 0x10\n', 'foreign'],
  ['only an ingress qdisc', 'qdisc ingress ffff: parent ffff:fff1 ---------------- \n', 'kernel'],
  ['our pool beside the tree', `${shown.replace('4e54:2 parent 4e54:1', '4e54:2 root')}`, 'foreign'],
])('parseTree tells whose the root is: %s', (_, text, owner) => {
  expect(parseTree(text).root.owner).toBe(owner);
});

test('parseTree passes over what it does not know', () => {
  const strange = `${shown}class drr 9:1 root quantum 1514b\nfilter protocol ip pref 5 bpf chain 0 \nfilter protocol ip pref 5 bpf chain 0 handle 0x1 flowid 4e54:11 not_in_hw \nnonsense\n`;
  const tree = parseTree(strange);

  expect(guestsOf(tree)).toEqual(guestsOf(parseTree(shown)));
  expect(tree.filters.pinned.has(0x11)).toBe(true);
});
