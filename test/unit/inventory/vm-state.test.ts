import { expect, test } from 'vitest';
import { parseState } from '../../../src/inventory/vm-state.ts';

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
