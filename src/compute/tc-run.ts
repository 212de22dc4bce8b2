import { setTimeout as sleep } from 'node:timers/promises';
import type { Runner } from '../transport/transport.ts';
import type { Ms } from '../units.ts';
import type { TcBatch } from './command.ts';
import { checkDevice } from './htb-handle.ts';
import { tcChange } from './root-programs.ts';
import { parseBacklogs } from './tc-backlog.ts';

/** How long a deletion waits for its queues; what is left out is planned again by the next change of the tree. */
const drainMs = 2000;
const pollMs = 20;

/**
 * Runs one batch; false when it was left out because its queues still held packets after 2 s. Not a transaction: at a line that the kernel
 * refuses tc stops, and the lines before it have happened. `timeoutMs` is for each run of tc.
 * @throws {CommandFailed} a line was refused, or the transport failed
 */
export async function runTcBatch(runner: Runner, batch: TcBatch, timeoutMs: Ms): Promise<boolean> {
  if (batch.onceEmpty !== undefined && !(await waitUntilEmpty(runner, batch.onceEmpty, timeoutMs))) return false;
  await runner.run(tcChange, { input: `${batch.tc.join('\n')}\n`, timeoutMs });
  return true;
}

async function waitUntilEmpty(
  runner: Runner,
  { device, queues }: NonNullable<TcBatch['onceEmpty']>,
  timeoutMs: Ms,
): Promise<boolean> {
  const dev = checkDevice(device);
  const input = `qdisc show dev ${dev}\nclass show dev ${dev}\n`;
  const deadline = performance.now() + drainMs;
  for (;;) {
    const { stdout } = await runner.run(['tc', '-s', '-batch', '-'], { input, timeoutMs });
    const backlogs = parseBacklogs(stdout);
    if (queues.every((queue) => (backlogs.get(queue) ?? 0) === 0)) return true;
    if (performance.now() >= deadline) return false;
    await sleep(pollMs);
  }
}
