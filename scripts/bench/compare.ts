import type { Ratios } from './report.ts';

/** What a ratio tells: costs should be low, leads high. */
const isBetter: Readonly<Record<keyof Ratios, 'lower' | 'higher'>> = {
  get_over_libvirt_python: 'lower',
  set_over_libvirt_python: 'lower',
  throughput_over_spawn: 'higher',
  nova_lock_over_get: 'higher',
  cli_over_node: 'lower',
};

/** How much worse a ratio may be than the recorded one. */
const tolerance = 0.2;

/** A sentence for each ratio that is a fifth worse than the recorded one, or more; one that either run lacks is passed over. */
export function findWorse(now: Ratios, recorded: Ratios): string[] {
  return Object.entries(isBetter).flatMap(([name, better]) => {
    const [after, before] = [now[name as keyof Ratios] ?? null, recorded[name as keyof Ratios] ?? null];
    if (after === null || before === null) return [];
    const isWorse = better === 'lower' ? after >= before * (1 + tolerance) : after <= before * (1 - tolerance);
    return isWorse ? [`${name} is ${after} and was ${before}: ${better} is better`] : [];
  });
}
