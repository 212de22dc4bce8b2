import { expect, test } from 'vitest';
import { type GuestShare, withoutPriority, withPriority } from '../../../src/compute/htb-guests.ts';
import { netPriority } from '../../../src/units.ts';

const [a, b, c, d] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b', '02:00:00:00:00:0c', '02:00:00:00:00:0d'] as const;
const guests: readonly GuestShare[] = [
  { minor: 0x10, priority: netPriority(0), macs: [a, b] },
  { minor: 0x11, priority: netPriority(33), macs: [c] },
];

test('withPriority adds a guest without a class yet', () => {
  expect(withPriority(guests, [d], netPriority(5))).toEqual([...guests, { minor: undefined, priority: 5, macs: [d] }]);
});

test('withPriority keeps the class of a guest whose NICs changed', () => {
  expect(withPriority(guests, [b, d], netPriority(5))).toEqual([guests[1], { minor: 0x10, priority: 5, macs: [b, d] }]);
});

test('withPriority takes an address from the guest that had it before', () => {
  expect(withPriority(guests, [c, b], netPriority(5))).toEqual([
    { minor: 0x10, priority: 0, macs: [a] },
    { minor: 0x11, priority: 5, macs: [c, b] },
  ]);
});

test('withPriority makes one guest of two that turn out to be the same server', () => {
  expect(withPriority(guests, [a, b, c], netPriority(5))).toEqual([{ minor: 0x10, priority: 5, macs: [a, b, c] }]);
});

test('withPriority compares addresses, not their spelling', () => {
  expect(withPriority(guests, [c.toUpperCase(), c], netPriority(5)).at(-1)).toEqual({
    minor: 0x11,
    priority: 5,
    macs: [c],
  });
});

test('withPriority refuses what is no address', () => {
  expect(() => withPriority(guests, ['02:00:00:00:00:0a flowid 1:1'], netPriority(5))).toThrow('not a MAC address');
});

test('withoutPriority removes the guest with any of these NICs and leaves the others', () => {
  expect(withoutPriority(guests, [b])).toEqual([guests[1]]);
  expect(withoutPriority(guests, [d])).toEqual(guests);
});
