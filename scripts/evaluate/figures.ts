import type { Figure } from './figure.ts';
import { balloon } from './figures/balloon.ts';
import { cpuEqual } from './figures/cpu-equal.ts';
import { cpuShifted } from './figures/cpu-shifted.ts';
import { cpuUnequal } from './figures/cpu-unequal.ts';
import { diskWeights } from './figures/disk-weights.ts';
import { netBorrowing } from './figures/net-borrowing.ts';
import { netCapped } from './figures/net-capped.ts';
import { rebuild } from './figures/rebuild.ts';
import { softLimits } from './figures/soft-limits.ts';

/** Every figure, in the order in which they are done and shown. */
export const figures: readonly Figure[] = [
  balloon,
  softLimits,
  cpuEqual,
  cpuShifted,
  cpuUnequal,
  diskWeights,
  rebuild,
  netCapped,
  netBorrowing,
];
