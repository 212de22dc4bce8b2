/**
 * scripts/evaluate: the figures of the thesis's evaluation, done again on the lab's guests (`npm run evaluate`). It may import the lab, the
 * worlds of the tests and the demo, and the client. Start at figures.ts, or at figures/net-borrowing.ts for how one is made.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Table from 'cli-table3';
import { bringUp, labStatus, takeDown } from '../../test/lab/index.ts';
import { repositoryRoot } from '../setup.mjs';
import { step } from '../steps.mjs';
import { isHelp, parseArguments, type Wishes } from './arguments.ts';
import { figures } from './figures.ts';
import { undoLeftovers } from './leftovers.ts';
import { formatPage } from './page.ts';
import { drawAgain, findRecord } from './record-files.ts';
import { runFigures, type Trouble } from './run-figures.ts';
import { whyNot } from './why-not.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => void process.stderr.write(`evaluate: ${text}\n`);
const interrupted = new AbortController();

process.exitCode = await main();

async function main(): Promise<number> {
  const wishes = readArguments();
  if (typeof wishes === 'number') return wishes;
  if (wishes.pageOnly) {
    await writePage(wishes.out, { anew: true });
    return 0;
  }
  const reason = await whyNot();
  if (reason !== undefined) {
    complain(`nothing can be measured here: ${reason}`);
    return 1;
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  const troubles = await onTheLab(wishes).catch((error) => {
    complain(error instanceof Error ? error.message : String(error));
    return undefined;
  });
  if (interrupted.signal.aborted) return 130;
  if (troubles === undefined) return 1;
  return report(troubles);
}

/** What is wished, or the status with which to end at once. */
function readArguments(): Wishes | number {
  try {
    return parseArguments(process.argv.slice(2), figures, join(repositoryRoot, 'docs', 'evaluation'));
  } catch (error) {
    return isHelp(error) ? 0 : 2;
  }
}

function interrupt(): void {
  if (interrupted.signal.aborted) return;
  say('\nInterrupted: putting the servers back …');
  interrupted.abort(new Error('interrupted'));
}

/** On the lab as it is, or on one of its own. */
async function onTheLab({ figures: chosen, out }: Wishes): Promise<Trouble[]> {
  await step('build', ['npm', 'run', '--silent', 'build']);
  const wasUp = (await labStatus()) !== undefined;
  try {
    await bringUp();
    await undoLeftovers(say);
    return await runFigures(chosen, { out, say, signal: interrupted.signal }).finally(() => writePage(out));
  } finally {
    if (!wasUp) await takeDown();
  }
}

/** The page of all figures, of which some may have been measured in other runs; `anew` has their plots drawn again as well. */
async function writePage(out: string, { anew = false } = {}): Promise<void> {
  const entries = await Promise.all(figures.map(async (figure) => ({ figure, record: await findRecord(out, figure) })));
  if (anew) for (const { record } of entries) if (record !== undefined) await drawAgain(out, record);
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'README.md'), formatPage(entries));
}

function report(troubles: readonly Trouble[]): number {
  if (troubles.length === 0) {
    say('\nEverything lies within its band.');
    return 0;
  }
  const table = new Table({ head: ['figure', 'outside its band', 'seen', 'band'], style: { head: [], border: [] } });
  table.push(...troubles.map(({ figure, what, seen, band }) => [figure, what, seen, band]));
  say(`\n${table}`);
  return 1;
}
