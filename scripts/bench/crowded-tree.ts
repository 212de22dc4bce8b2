import { type GuestShare, guestsOf, withPriority } from '../../src/compute/htb-guests.ts';
import { planTree } from '../../src/compute/htb-plan.ts';
import type { TreeSettings } from '../../src/compute/htb-target.ts';
import { readTree } from '../../src/compute/tc-read.ts';
import { runTcBatch } from '../../src/compute/tc-run.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { ms, netPriority } from '../../src/units.ts';

const timeoutMs = ms(30_000);

/** The address of a guest that is only in the tree: there are as many as anybody wants. */
export const crowdMac = (number: number): string =>
  `fa:16:3f:${number.toString(16).padStart(6, '0').match(/../g)!.join(':')}`;

/** A change as it was carried out. */
export interface TreeChange {
  readonly ms: number;
  /** Lines of tc that it took, reading left out. */
  readonly lines: number;
}

/** Does what set-net-priority does to an uplink, without the server: reads, plans, runs, reads back. */
export async function changeTree(
  transport: Transport,
  settings: TreeSettings,
  edit: (guests: GuestShare[]) => GuestShare[],
): Promise<TreeChange> {
  const startedAt = performance.now();
  const before = await readTree(transport, settings.device, timeoutMs);
  const batches = planTree(before, edit(guestsOf(before)), settings);
  for (const batch of batches) await runTcBatch(transport, batch, timeoutMs);
  await readTree(transport, settings.device, timeoutMs);
  return { ms: performance.now() - startedAt, lines: batches.reduce((sum, { tc }) => sum + tc.length, 0) };
}

/** Gives these addresses a priority each, all 99 in turn, in one change. */
export const crowdIn =
  (macs: readonly string[]) =>
  (guests: GuestShare[]): GuestShare[] =>
    macs.reduce((all, mac, index) => withPriority(all, [mac], netPriority((index * 37) % 99)), guests);
