import type { Finding, Mark, Point, Recording } from '../figure.ts';
import { isWithinLimit, meanBetween, secondsUntilWithin, tolerance } from '../pressure/within-limit.ts';

type Guest = 'VM1' | 'VM2' | 'VM3';
type MemoryPoints = Readonly<Record<Guest, readonly Point[]>>;

/** A time in which no soft limit changed. */
export interface LimitPhase {
  readonly limitsMiB: Readonly<Record<Guest, number>>;
  readonly from: number;
  readonly to: number;
}

const names = ['VM1', 'VM2', 'VM3'] as const;
const judgedSeconds = 15;
const band = `within ${tolerance * 100} % of the limit`;

/** The first phase is the thesis's beginning, the second one has the limits of VM2 and VM3 swapped. */
export function recordSoftLimits(
  points: MemoryPoints,
  marks: readonly Mark[],
  [first, second]: readonly LimitPhase[],
): Recording {
  if (!first || !second) throw new Error('The soft limits were not swapped');
  const panel = {
    name: '5.3',
    caption: 'Soft limits of VM2 and VM3 change places while the machine is short of memory',
    quantity: 'proportional set size',
    unit: 'MiB',
    lines: names.map((name) => ({ name, points: points[name] })),
    marks,
  };
  const findings = [
    ...names.map((name) => judgeSize(points, name, first, 'at first', '–')),
    ...names.map((name) => judgeSize(points, name, second, 'after the swap', 'less precise than the balloon')),
    ...(['VM2', 'VM3'] as const).map((name) => judgeTime(points, name, second)),
  ];
  return { panels: [panel], findings };
}

/** By the mean of the phase's end: the kernel reclaims in bursts. */
function judgeSize(points: MemoryPoints, name: Guest, phase: LimitPhase, when: string, thesis: string): Finding {
  const limitMiB = phase.limitsMiB[name];
  const meanMiB = meanBetween(points[name], phase.to - judgedSeconds, phase.to);
  return {
    what: `${name} ${when}, with a soft limit of ${limitMiB} MiB`,
    thesis,
    ours: meanMiB === undefined ? 'not seen' : `${Math.round(meanMiB)} MiB`,
    band,
    isWithin: meanMiB !== undefined && isWithinLimit(meanMiB, limitMiB),
  };
}

function judgeTime(points: MemoryPoints, name: Guest, { limitsMiB, from, to }: LimitPhase): Finding {
  const seconds = secondsUntilWithin(points[name], limitsMiB[name], from, to);
  return {
    what: `${name}: from the swap of the limits until it stays within ${tolerance * 100} % of its own`,
    thesis: 'about 100 s',
    ours: seconds === undefined ? 'never' : `${seconds.toFixed(1)} s`,
    band: 'within the phase',
    isWithin: seconds !== undefined,
  };
}
