import type { TcBatch } from '../compute/command.ts';
import type { Host } from '../compute/host.ts';
import { type HostTree, readHostTrees } from '../compute/host-trees.ts';
import { guestsOf } from '../compute/htb-guests.ts';
import { formatClassId } from '../compute/htb-handle.ts';
import { findOrphans, type Orphan, withoutOrphans } from '../compute/htb-orphans.ts';
import { planTree } from '../compute/htb-plan.ts';
import { readResidents } from '../compute/residents.ts';
import { turnWaitMs } from '../compute/settings.ts';
import { readTree } from '../compute/tc-read.ts';
import { readTreeSettings } from '../compute/tree-settings.ts';
import type { Inventory } from '../inventory/server.ts';
import { isSomeServerAwaited } from './awaited.ts';
import type { Book } from './book.ts';

export interface RemovalParts {
  readonly book: Book;
  readonly inventory: Inventory;
  /** A class was removed from an uplink of that host. */
  readonly removed: (hostName: string) => void;
}

/** Whether a class has been without a guest for long enough. */
export type IsDue = (device: string, orphan: Orphan) => boolean;

/**
 * Removes classes from a host, in its turn, as a reset of the priority does: filters first, the class once it is empty, and the tree with the last
 * one. What is due is looked at again, for somebody may have had the turn before.
 * @throws {Fault} hostUnavailable: the turn did not come; and as `planTree` and `isSomeServerAwaited`
 * @throws {CommandFailed}
 */
export async function removeOrphans(parts: RemovalParts, host: Host, isDue: IsDue): Promise<void> {
  const { name, changes, settings } = host;
  const waitMs = turnWaitMs(settings);
  const remove = () => removeInTurn(parts, host, isDue);
  await changes.run('host', waitMs, () => parts.book.during(name, waitMs, remove));
}

async function removeInTurn(parts: RemovalParts, host: Host, isDue: IsDue): Promise<void> {
  const { ids, macs } = await readResidents(host);
  if (await isSomeServerAwaited(parts, host, ids)) return;
  for (const { device, tree } of await readHostTrees(host)) {
    const orphans = findOrphans(tree, macs).filter((orphan) => isDue(device, orphan));
    if (orphans.length > 0) await removeFrom(parts, host, { device, tree }, orphans);
  }
}

async function removeFrom(
  { book, removed }: RemovalParts,
  host: Host,
  { device, tree }: HostTree,
  orphans: readonly Orphan[],
): Promise<void> {
  const settings = await readTreeSettings(host, device);
  await runAll(host, planTree(tree, withoutOrphans(tree, orphans), settings));
  const after = await readTree(host.runner, device, host.settings.commandTimeoutMs);
  const { macs } = await readResidents(host);
  // A domain that came up meanwhile was perhaps found to have its class, just before that went.
  if (orphans.some((orphan) => orphan.macs.some((mac) => macs.has(mac)))) {
    await runAll(host, planTree(after, guestsOf(tree), settings));
    return;
  }
  // One whose queue did not get empty in time is looked at anew.
  for (const { minor, macs } of orphans.filter(({ minor }) => !after.classes.has(minor))) {
    removed(host.name);
    const orphan = { host: host.name, uplink: device, classId: formatClassId(minor), macs };
    book.log.info(orphan, 'class without a guest removed');
  }
}

async function runAll(host: Host, batches: readonly TcBatch[]): Promise<void> {
  for (const batch of batches) await host.run(batch);
}
