import type { Command, TcBatch } from '../../../src/compute/command.ts';
import { guestsOf } from '../../../src/compute/htb-guests.ts';
import { planTree } from '../../../src/compute/htb-plan.ts';
import type { TreeSettings } from '../../../src/compute/htb-target.ts';
import type { HtbTree } from '../../../src/compute/htb-tree.ts';
import { readTree } from '../../../src/compute/tc-read.ts';
import { runTcBatch } from '../../../src/compute/tc-run.ts';
import type { Transport } from '../../../src/transport/transport.ts';
import type { Ms } from '../../../src/units.ts';

export interface TreeChange {
  /** The tree that `commands` were planned from. */
  readonly before: HtbTree;
  readonly commands: readonly Command[];
  readonly settings: TreeSettings;
  readonly timeoutMs: Ms;
}

/** What `perform` does with a plan, for one uplink without a server: runs it and reads back; after a failure plans the way back. */
export async function applyTree(
  transport: Transport,
  { before, commands, settings, timeoutMs }: TreeChange,
): Promise<HtbTree> {
  const read = () => readTree(transport, settings.device, timeoutMs);
  const run = async (batches: readonly Command[]) => {
    for (const batch of batches) await runTcBatch(transport, batch as TcBatch, timeoutMs);
  };
  try {
    await run(commands);
  } catch (error) {
    await run(planTree(await read(), guestsOf(before), settings));
    throw error;
  }
  return read();
}
