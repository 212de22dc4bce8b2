import { startDetached } from './detached.ts';
import { findProcessesIn } from './namespace-processes.ts';
import { outsideNamespace, sinkAddress } from './network.ts';
import { labFile, stateFolder } from './paths.ts';
import { run } from './run.ts';
import { waitFor } from './wait-for.ts';

export const sinkPort = 5001;

/** Where the sink tells how much it has received. */
export const sinkSocketPath = `${stateFolder}/sink.socket`;

/** Starts the sink in the outside world unless it listens there already. */
export async function ensureSink(): Promise<void> {
  if (await isSinkUp()) return;
  const argv = [process.execPath, labFile('sink.mjs'), sinkAddress, String(sinkPort), sinkSocketPath];
  startDetached(outsideNamespace, argv, `${stateFolder}/sink.log`);
  await waitFor('the sink to listen', isSinkUp, { timeoutMs: 20_000 });
}

/** A process of the outside world: through it /proc shows that namespace's network cards. */
export async function getOutsideProcess(): Promise<number> {
  const [pid] = await findProcessesIn(outsideNamespace);
  if (pid === undefined) throw new Error('The outside world of the lab is down: run "npm run lab -- up" first');
  return pid;
}

async function isSinkUp(): Promise<boolean> {
  if ((await findProcessesIn(outsideNamespace)).length === 0) return false;
  const listening = await run(['ip', 'netns', 'exec', outsideNamespace, 'ss', '-Hltn', `sport = :${sinkPort}`]);
  return listening.trim() !== '';
}
