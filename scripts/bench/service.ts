/** A novatuned on a crowd of made-up servers, for sweep.ts: tells when it listens, and answers requests until it is ended. */
import { pino } from 'pino';
import { fakeConfig } from '../../src/config.ts';
import { startNovatuned } from '../../src/novatuned.ts';
import { type CrowdSize, crowdOf } from './crowd.ts';

/** What the service tells, one JSON object on a line. */
export interface Told {
  readonly url: string;
  /** From the start of the process until it listened, without what making up the servers took. */
  readonly startMs: number;
  /** Processor time, of the same. */
  readonly startCpuMs: number;
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const { file, ...size } = JSON.parse(process.argv[2] ?? '') as CrowdSize & { readonly file: string };
const loaded = { ms: performance.now(), cpuMs: cpuMs() };
const fakes = crowdOf(size);
const made = { ms: performance.now() - loaded.ms, cpuMs: cpuMs() - loaded.cpuMs };
const config = fakeConfig();
const { url } = await startNovatuned(
  { ...config, http: { ...config.http, port: 0 }, store: { file }, reconcile_interval: 2 },
  pino({ level: 'warn', base: null }, process.stderr),
  fakes,
);
const told: Told = { url, startMs: performance.now() - made.ms, startCpuMs: cpuMs() - made.cpuMs };
console.log(JSON.stringify(told));
process.once('SIGTERM', () => process.exit());
