import { CommandFailed, type Transport } from '../transport/transport.ts';
import type { Ms } from '../units.ts';
import type { TcBatch } from './command.ts';
import { type GuestShare, guestsOf } from './htb-guests.ts';
import { planTree } from './htb-plan.ts';
import type { TreeSettings } from './htb-target.ts';
import type { HtbTree } from './htb-tree.ts';
import { explainTc } from './tc-fault.ts';
import { readTree } from './tc-read.ts';
import { runTcBatch } from './tc-run.ts';

/** A planned change of one uplink, with what its inverse needs. */
export interface TreeChange {
  /** The tree that `commands` were planned from. */
  readonly before: HtbTree;
  readonly commands: readonly TcBatch[];
  readonly settings: TreeSettings;
  readonly timeoutMs: Ms;
}

/**
 * Runs a plan and reads the tree back. Where a batch fails the guests it had before are restored from whatever is there, and the failure is
 * thrown. The caller holds the host's lock from reading `before` to the end of this.
 * @throws {Fault} notSupported: the host's kernel has no HTB
 * @throws {CommandFailed} any other failure; its `cause` is set if the old state could not be restored
 */
export async function applyTree(transport: Transport, change: TreeChange): Promise<HtbTree> {
  try {
    for (const batch of change.commands) await runTcBatch(transport, batch, change.timeoutMs);
  } catch (error) {
    const problem = await restore(transport, change);
    throw problem !== undefined && error instanceof CommandFailed
      ? new CommandFailed(error, { cause: problem })
      : explainTc(error);
  }
  return readTree(transport, change.settings.device, change.timeoutMs);
}

/** Returns why the old guests could not be restored, if so: the first failure is the one to report. */
async function restore(transport: Transport, change: TreeChange): Promise<unknown> {
  const { before, settings, timeoutMs } = change;
  const guests = guestsOf(before);
  try {
    const now = await readTree(transport, settings.device, timeoutMs);
    for (const batch of planTree(now, guests, settings)) await runTcBatch(transport, batch, timeoutMs);
    return sameGuests(guests, guestsOf(await readTree(transport, settings.device, timeoutMs)))
      ? undefined
      : new Error('the tree was changed back, but does not read as before');
  } catch (error) {
    return error;
  }
}

const sameGuests = (some: readonly GuestShare[], others: readonly GuestShare[]): boolean => {
  const key = ({ minor, priority, macs }: GuestShare) => `${minor} ${priority} ${[...macs].sort().join(' ')}`;
  return some.map(key).join('\n') === others.map(key).join('\n');
};
