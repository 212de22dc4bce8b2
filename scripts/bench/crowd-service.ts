/**
 * A novatuned on a crowd of made-up servers, for inventory.ts: tells when it listens, and answers requests until it is ended. With `"only": "crowd"`
 * the servers are made up and nothing more, which is what of its memory is not novatuned's.
 */
import { pino } from 'pino';
import { fakeConfig } from '../../src/config.ts';
import { startNovatuned } from '../../src/novatuned.ts';
import { type CrowdSize, crowdOf } from './crowd.ts';

/** What the program tells, one JSON object on a line. */
export interface Told {
  readonly url: string;
  /** From the start of the process until it listened, without what making up the servers took. */
  readonly startMs: number;
  /** Processor time, of the same. */
  readonly startCpuMs: number;
}

/** What the program is told, by its one argument. */
export interface CrowdWish extends CrowdSize {
  readonly file: string;
  readonly only?: 'crowd';
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function start(file: string, fakes: ReturnType<typeof crowdOf>): Promise<string> {
  const config = fakeConfig();
  const log = pino({ level: 'warn', base: null }, process.stderr);
  const { url } = await startNovatuned(
    { ...config, http: { ...config.http, port: 0 }, store: { file }, reconcile_interval: 2 },
    log,
    fakes,
  );
  return url;
}

const { file, only, ...size } = JSON.parse(process.argv[2] ?? '') as CrowdWish;
const loaded = { ms: performance.now(), cpuMs: cpuMs() };
const fakes = crowdOf(size);
const made = { ms: performance.now() - loaded.ms, cpuMs: cpuMs() - loaded.cpuMs };
const url = only === 'crowd' ? '' : await start(file, fakes);
const told: Told = { url, startMs: performance.now() - made.ms, startCpuMs: cpuMs() - made.cpuMs };
console.log(JSON.stringify(told));
process.once('SIGTERM', () => process.exit());
// Keeps the crowd, and with it the process where nothing listens.
if (only === 'crowd') setInterval(() => fakes.length, 1000);
