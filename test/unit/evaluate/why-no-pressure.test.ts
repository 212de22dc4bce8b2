import { expect, test } from 'vitest';
import { type PressureFacts, whyNoPressure } from '../../../scripts/evaluate/pressure/why-no-pressure.ts';

const able: PressureFacts = {
  isRoot: true,
  hasSoftLimits: true,
  hasHugepages: true,
  availableMiB: 20_000,
  freeDiskMiB: 70_000,
  diskPath: '/var/lib/lab',
};

test('a machine with cgroup v1, memory and disk space can be made short of memory', () => {
  expect(whyNoPressure(able)).toBeUndefined();
});

test.each([
  ['root', { isRoot: false }, 'Only root can make this machine short of memory'],
  [
    'cgroup v1',
    { hasSoftLimits: false },
    'This machine has cgroup v2, where a soft limit is memory.high and needs no shortage of memory to act',
  ],
  [
    'hugepages',
    { hasHugepages: false },
    'This machine has no /proc/sys/vm/nr_hugepages, by which its memory could be taken away',
  ],
  ['memory', { availableMiB: 2000.4 }, 'This machine has 2000 MiB of memory available, and 4096 MiB are needed'],
  ['disk space', { freeDiskMiB: 3000 }, '/var/lib/lab has 3000 MiB of free disk space, and a swap file needs 5120 MiB'],
] as const)('without %s it cannot, and one sentence says why', (_what, lack, sentence) => {
  expect(whyNoPressure({ ...able, ...lack })).toBe(sentence);
});
