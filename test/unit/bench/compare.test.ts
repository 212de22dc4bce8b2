import { expect, test } from 'vitest';
import { findWorse } from '../../../scripts/bench/compare.ts';
import type { Ratios } from '../../../scripts/bench/report.ts';

const recorded: Ratios = {
  get_over_libvirt_python: 2,
  set_over_libvirt_python: 3,
  throughput_over_spawn: 20,
  nova_lock_over_get: 25,
  cli_over_node: 1.5,
};

test('findWorse finds nothing in the same ratios, nor in better ones', () => {
  expect(findWorse(recorded, recorded)).toEqual([]);
  expect(findWorse({ ...recorded, get_over_libvirt_python: 1, throughput_over_spawn: 40 }, recorded)).toEqual([]);
});

test('a cost that has risen by a fifth is worse, one that has risen by less is not', () => {
  expect(findWorse({ ...recorded, get_over_libvirt_python: 2.39 }, recorded)).toEqual([]);
  expect(findWorse({ ...recorded, get_over_libvirt_python: 2.4 }, recorded)).toEqual([
    'get_over_libvirt_python is 2.4 and was 2: lower is better',
  ]);
});

test('a lead that has shrunk by a fifth is worse', () => {
  expect(findWorse({ ...recorded, throughput_over_spawn: 16 }, recorded)).toEqual([
    'throughput_over_spawn is 16 and was 20: higher is better',
  ]);
});

test('a ratio that either run lacks is passed over', () => {
  expect(findWorse({ ...recorded, nova_lock_over_get: null }, recorded)).toEqual([]);
  expect(findWorse({ ...recorded, nova_lock_over_get: 1 }, { ...recorded, nova_lock_over_get: null })).toEqual([]);
});
