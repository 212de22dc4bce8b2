import { type Kbit, kbit } from '../units.ts';
import type { HtbClass } from './class.ts';
import type { GuestShare } from './htb-guests.ts';
import { minors } from './htb-handle.ts';
import { burst, quanta, quantumBeside } from './htb-quanta.ts';
import { rates, weightOf } from './htb-rates.ts';
import type { Leaf } from './qdisc.ts';

/** How one host's uplink is shared: from the configuration, and what the host's kernel has. */
export interface TreeSettings {
  /** The uplink. */
  readonly device: string;
  /** The NIC's speed, or less where the real bottleneck is behind it. */
  readonly linkRateKbit: Kbit;
  /** For all guests with a priority together. More than 95 % of the link is taken as 95 %: the host itself must get through. */
  readonly htbRateKbit: Kbit;
  /** False: no guest gets more than its guarantee, even if the others are idle. */
  readonly borrow: boolean;
  /** What `probeLeaf` found; classes that have a qdisc keep it. */
  readonly leaf: Leaf;
}

/** A guest with its class chosen. */
export interface PlacedGuest extends GuestShare {
  readonly minor: number;
}

const largestPoolPart = 0.95;

/** The least rate in use: HTB wants one above zero. */
const crumbKbit: Kbit = kbit(8);

/** What guests may have together, in kbit: htb_rate, clamped so that a twentieth of the link stays for the rest. */
export const poolRate = ({ linkRateKbit, htbRateKbit }: TreeSettings): Kbit =>
  kbit(Math.min(htbRateKbit, Math.floor(linkRateKbit * largestPoolPart)));

const shape = (
  minor: number,
  parent: number | 'root',
  rateKbit: Kbit,
  ceilKbit: Kbit,
  quantumBytes: number | undefined,
): HtbClass => ({
  minor,
  parent,
  rateKbit,
  ceilKbit,
  burstBytes: burst(rateKbit),
  cburstBytes: burst(ceilKbit),
  quantumBytes,
});

/** The guests' classes; `reservedKbit` of the pool is guaranteed to classes without a guest. Guests in minor order: equal remainders go by it. */
export function guestTargets(guests: readonly PlacedGuest[], settings: TreeSettings, reservedKbit: number): HtbClass[] {
  const pool = poolRate(settings);
  const weights = guests.map(({ priority }) => weightOf(priority));
  const quantum = quanta(weights, pool);
  return rates(weights, kbit(pool - reservedKbit)).map((rate, index) =>
    shape(guests[index]!.minor, minors.pool, rate, settings.borrow ? pool : rate, quantum[index]),
  );
}

/** The three fixed classes, from the root down. */
export function fixedTargets(guests: readonly PlacedGuest[], settings: TreeSettings): HtbClass[] {
  const { linkRateKbit } = settings;
  const pool = poolRate(settings);
  const rest = kbit(Math.max(crumbKbit, linkRateKbit - pool));
  const guestQuanta = quanta(
    guests.map(({ priority }) => weightOf(priority)),
    pool,
  );
  const poolQuantum = quantumBeside(guestQuanta, 1);
  const restQuantum = quantumBeside(guestQuanta, rest / pool);
  return [
    shape(minors.link, 'root', linkRateKbit, linkRateKbit, poolQuantum + restQuantum),
    shape(minors.pool, minors.link, pool, pool, poolQuantum),
    shape(minors.rest, minors.link, rest, linkRateKbit, restQuantum),
  ];
}

/** Of the pool, for all classes together that are to be deleted once they are empty. */
const drainingPart = { least: 0.1, most: 0.5 } as const;

/**
 * Classes that lost their guest and are to go: the guarantee they had until what waits in them has left, within a tenth and half of the pool.
 * It cannot be left to borrowing: the guests' guarantees fill the pool, and under full load 256 KiB stayed for minutes (measured).
 */
export function drainingTargets(orphans: readonly HtbClass[], settings: TreeSettings): HtbClass[] {
  const pool = poolRate(settings);
  const part = (ofPool: number) => Math.floor((pool * ofPool) / orphans.length);
  const least = Math.max(crumbKbit, part(drainingPart.least));
  const most = Math.max(least, part(drainingPart.most));
  return orphans.map(({ minor, parent, rateKbit, quantumBytes }) => {
    const rate = kbit(Math.min(most, Math.max(least, Math.floor(rateKbit))));
    return shape(minor, parent, rate, pool, quantumBytes);
  });
}

/** A class without a guest that cannot go, for somebody else uses it: next to no guarantee. */
export const strandedTarget = ({ minor, parent, ceilKbit, quantumBytes }: HtbClass): HtbClass =>
  shape(minor, parent, crumbKbit, ceilKbit, quantumBytes);

/** HTB's own upper bound for a quantum that it chooses, in bytes. */
const largestQuantum = 200_000;

/** More than any NIC has, in kbit; tc prints it exactly. */
const openKbit = kbit(400_000_000);

/**
 * Every class of a tree that is to go: open as wide as the NIC, so that its queues get empty even under a load that would fill them for ever.
 * There is nobody left to protect, and without the tree there is no limit either.
 */
export function openTargets(guests: readonly HtbClass[]): HtbClass[] {
  const half = kbit(openKbit / 2);
  return [
    shape(minors.link, 'root', openKbit, openKbit, largestQuantum),
    shape(minors.pool, minors.link, half, openKbit, largestQuantum),
    shape(minors.rest, minors.link, half, openKbit, largestQuantum),
    ...guests.map(({ minor, parent }) => shape(minor, parent, crumbKbit, openKbit, largestQuantum)),
  ];
}
