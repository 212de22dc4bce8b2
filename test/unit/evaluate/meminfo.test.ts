import { expect, test } from 'vitest';
import { parseMeminfo } from '../../../scripts/evaluate/pressure/meminfo.ts';

test('what is available and what swap is free are read in MiB', () => {
  const meminfo =
    'MemTotal:       24683520 kB\nMemAvailable:   20971520 kB\nSwapTotal:       3145724 kB\nSwapFree:        3145728 kB\n';

  expect(parseMeminfo(meminfo)).toEqual({ availableMiB: 20_480, freeSwapMiB: 3072 });
});

test('a kernel that does not say what is available is not taken for one without memory', () => {
  expect(() => parseMeminfo('SwapFree: 0 kB\n')).toThrow('The kernel says nothing of MemAvailable');
});
