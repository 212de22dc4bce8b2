import { expect, test } from 'vitest';
import { isUp, parseState, parseVmState } from '../../../src/inventory/vm-state.ts';

test.each([
  ['running (booted)', 'active'],
  ['running (migrated)', 'active'],
  ['running', 'active'],
  ['idle (unknown)', 'active'],
  ['in shutdown (user)', 'active'],
  ['paused (user)', 'paused'],
  ['paused (migrating)', 'paused'],
  ['paused (I/O error)', 'paused'],
  ['pmsuspended (unknown)', 'suspended'],
  ['shut off (saved)', 'suspended'],
  ['shut off (destroyed)', 'stopped'],
  ['shut off (unknown)', 'stopped'],
  ['shut off', 'stopped'],
  ['shut off (crashed)', 'error'],
  ['shut off (failed)', 'error'],
  ['crashed (panicked)', 'error'],
  ['no state', 'unknown'],
  ['', 'unknown'],
])("parseState reads libvirt's %j as %s", (text, state) => {
  expect(parseState(`${text}\n\n`)).toBe(state);
});

test.each([
  'active',
  'rescued',
  'soft-delete',
  'shelved_offloaded',
  'building',
])("parseVmState takes Nova's %s", (word) => {
  expect(parseVmState(word)).toBe(word);
});

test.each(['', 'ACTIVE', 'hibernated', 'toString'])('parseVmState takes %j for unknown', (word) => {
  expect(parseVmState(word)).toBe('unknown');
});

test('a server is up where there is a QEMU to talk to', () => {
  const words = ['active', 'paused', 'rescued', 'suspended', 'stopped', 'resized', 'error', 'unknown'];

  expect(words.map(parseVmState).filter(isUp)).toEqual(['active', 'paused', 'rescued']);
});
