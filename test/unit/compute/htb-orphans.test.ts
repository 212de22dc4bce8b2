import { expect, test } from 'vitest';
import { findOrphans, withoutOrphans } from '../../../src/compute/htb-orphans.ts';
import { parseTree } from '../../../src/compute/htb-tree.ts';

const [a, b, c] = ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02', 'fa:16:3e:00:00:03'] as const;

const guest = (minor: string) =>
  `class htb 4e54:${minor} parent 4e54:2 prio 0 rate 8Kbit ceil 8Kbit burst 1b cburst 1b`;
const filter = (handle: string, mac: string, minor: string) =>
  `filter protocol all pref 100 u32 chain 0 fh 800::${handle} order 2048 key ht 800 bkt 0 *flowid 4e54:${minor} not_in_hw
  match fa163e00/ffffffff at -8
  match ${mac.slice(-5).replace(':', '')}0000/ffff0000 at -4`;
const othersFilter = 'filter protocol ip pref 5 bpf chain 0 handle 0x1 flowid 4e54:13 not_in_hw ';

/** Class 10 has two addresses, 11 has one, no filter leads to 12, and only somebody else's to 13. */
const tree = parseTree(
  [
    'qdisc htb 4e54: root refcnt 3 r2q 10 default 0xfffe',
    'class htb 4e54:1 root rate 1Gbit ceil 1Gbit burst 1b cburst 1b',
    'class htb 4e54:2 parent 4e54:1 rate 80Mbit ceil 80Mbit burst 1b cburst 1b',
    'class htb 4e54:fffe parent 4e54:1 prio 0 rate 20Mbit ceil 1Gbit burst 1b cburst 1b',
    ...['10', '11', '12', '13'].map(guest),
    filter('800', a, '10'),
    filter('801', b, '10'),
    filter('802', c, '11'),
    othersFilter,
  ].join('\n'),
);

test('orphans are the guests’ classes that have none of the addresses, but for those that somebody else uses', () => {
  expect(findOrphans(tree, new Set())).toEqual([
    { minor: 0x10, macs: [a, b] },
    { minor: 0x11, macs: [c] },
    { minor: 0x12, macs: [] },
  ]);
});

test('a class with one address of a domain is no orphan, whatever has become of its others', () => {
  expect(findOrphans(tree, new Set([b, c])).map(({ minor }) => minor)).toEqual([0x12]);
});

test('withoutOrphans leaves the other guests', () => {
  const orphans = findOrphans(tree, new Set([c]));

  expect(withoutOrphans(tree, orphans)).toEqual([{ minor: 0x11, priority: 0, macs: [c] }]);
});
