/** Measures what `npm run bench` is asked for; scripts/bench.mjs has seen to all that it needs. */
import { readFileSync } from 'node:fs';
import { labStatus } from '../../test/lab/index.ts';
import { measureActions } from './actions.ts';
import { measureClassification } from './classification.ts';
import { measureColdStart } from './cold-start.ts';
import { findWorse } from './compare.ts';
import { measureInventory } from './inventory.ts';
import { readLoad, readMachine } from './machine.ts';
import { measureNetwork } from './network.ts';
import { measureNova } from './nova.ts';
import { type BenchOptions, parseOptions } from './options.ts';
import { writePage } from './page.ts';
import { measurePeers } from './peers.ts';
import { measureProxy } from './proxy.ts';
import { type MatterName, type Measured, type Report, reportOf } from './report.ts';
import { measureSoak } from './soak.ts';
import type { Stage } from './stage.ts';
import { formatReport } from './tables.ts';

const measurements: { readonly [Name in MatterName]-?: (stage: Stage) => Promise<Measured[Name]> } = {
  peers: measurePeers,
  actions: measureActions,
  nova: measureNova,
  network: measureNetwork,
  classification: measureClassification,
  'cold-start': measureColdStart,
  inventory: measureInventory,
  proxy: measureProxy,
  soak: measureSoak,
};

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    // Asked twice, it does not wait until everything is back in its place.
    if (stop.signal.aborted) process.exit(1);
    stop.abort(new Error(`stopped by ${signal}`));
  });

/** What could not be measured to its end; the rest is measured all the same. */
const failures: string[] = [];

async function measure({ quick, soakSeconds, matters, proxyUrls }: BenchOptions): Promise<Report> {
  const isRoot = process.getuid?.() === 0;
  const stage: Stage = {
    quick,
    soakSeconds,
    lab: isRoot ? await labStatus() : undefined,
    isRoot,
    proxyUrls,
    stop: stop.signal,
    say,
  };
  const loadBefore = readLoad();
  const startedAt = performance.now();
  const measured: { [Name in MatterName]?: unknown } = {};
  for (const name of matters) {
    say(`=== ${name}`);
    const beganAt = performance.now();
    measured[name] = await measurements[name](stage).catch((error: unknown) => {
      if (stop.signal.aborted) throw error;
      failures.push(`${name} failed: ${error instanceof Error ? error.stack : error}`);
      return undefined;
    });
    const took = `${((performance.now() - beganAt) / 1000).toFixed(1)} s`;
    say(`--- ${name}: ${measured[name] === undefined ? 'not measured' : took}`);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return reportOf(measured as Measured, { machine: readMachine(loadBefore), quick, seconds });
}

try {
  const options = parseOptions(process.argv.slice(2));
  const recorded =
    options.compare === undefined ? undefined : (JSON.parse(readFileSync(options.compare, 'utf8')) as Report);
  const report = await measure(options);
  if (options.write) await writePage(report);
  process.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : formatReport(report));
  const worse = recorded === undefined ? [] : findWorse(report.ratios, recorded.ratios);
  for (const sentence of [...failures, ...worse]) say(`bench: ${sentence}`);
  process.exitCode = failures.length + worse.length > 0 ? 1 : 0;
} catch (error) {
  say(`bench: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
  process.exitCode = 1;
}
