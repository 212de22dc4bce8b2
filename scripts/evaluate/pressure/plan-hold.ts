/** What the shortage is regulated by, in MiB. */
export interface ShortageState {
  /** Locked away so far. */
  readonly heldMiB: number;
  /** What the guests have in memory, all together. */
  readonly guestsMiB: number;
  /** The sum of their soft limits. */
  readonly wantedMiB: number;
  readonly freeSwapMiB: number;
}

const stepMiB = 10;
const longestStrideMiB = 50;
/** Of what is wanted: closer than that nothing is changed. */
const tolerance = 0.03;
/** With less swap left, memory is given back: the kernel would soon have to kill. */
export const leastSwapMiB = 512;
export const mostHeldMiB = 4096;

/** How much is to be locked away next, so that the guests are left with as much memory as their soft limits are together. */
export function planHold({ heldMiB, guestsMiB, wantedMiB, freeSwapMiB }: ShortageState): number {
  if (freeSwapMiB < leastSwapMiB) return atLeastNothing(heldMiB - longestStrideMiB);
  const excess = guestsMiB - wantedMiB;
  if (Math.abs(excess) <= wantedMiB * tolerance) return heldMiB;
  const stride = Math.min(longestStrideMiB, Math.ceil(Math.abs(excess) / 2 / stepMiB) * stepMiB);
  return Math.min(mostHeldMiB, atLeastNothing(heldMiB + Math.sign(excess) * stride));
}

function atLeastNothing(mib: number): number {
  return Math.max(0, mib);
}
