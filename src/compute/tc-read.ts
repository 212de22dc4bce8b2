import type { Runner } from '../transport/transport.ts';
import type { Ms } from '../units.ts';
import { checkDevice, formatHandle, ourMajor } from './htb-handle.ts';
import { type HtbTree, parseTree } from './htb-tree.ts';
import { explainTc } from './tc-fault.ts';

/** `-d` shows quanta; text, for `-j` gives no JSON of htb classes and duplicate keys of u32 filters in iproute2 6.1. */
const readArgv = ['tc', '-d', '-batch', '-'] as const;

/**
 * Reads the tree of one uplink in a single `tc`. The three listings are no snapshot: whoever plans from it holds the host's lock.
 * @throws {Fault} notSupported: the host has no such device
 * @throws {CommandFailed} anything else that tc or the transport says
 */
export async function readTree(runner: Runner, device: string, timeoutMs: Ms): Promise<HtbTree> {
  const dev = checkDevice(device);
  const lines = [
    `qdisc show dev ${dev}`,
    `class show dev ${dev}`,
    `filter show dev ${dev} parent ${formatHandle(ourMajor)}`,
  ];
  try {
    const { stdout } = await runner.run(readArgv, { input: `${lines.join('\n')}\n`, timeoutMs });
    return parseTree(stdout);
  } catch (error) {
    throw explainTc(error);
  }
}
