/**
 * Measures what passing a request on costs: a GET through novatuned with `proxy: true`, beside the same one asked of nova-api directly.
 *
 *     node --import tsx scripts/measure-proxy.ts [--direct URL --proxied URL [--token TOKEN]] [--requests N]
 *
 * Both URLs have the path that is asked for, such as http://ctl:8774/v2.1/servers. Without them a stand-in for nova-api and a novatuned
 * are started here, on loopback, as programs of their own. Prints JSON, times in milliseconds.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    direct: { type: 'string' },
    proxied: { type: 'string' },
    token: { type: 'string', default: 'admin:measure' },
    requests: { type: 'string', default: '2000' },
  },
});
const requests = Number(values.requests);
/** Requests in a row to one of the two, before it is the other's turn: so that both see the same weather. */
const perRound = 50;
const startMs = 20_000;

/** What is asked of, over one connection that stays open. */
class Target {
  readonly url: string;
  readonly timesMs: number[] = [];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url: string) {
    this.url = url;
  }

  async round(count: number): Promise<void> {
    for (let done = 0; done < count; done += 1) {
      const startedAt = performance.now();
      await this.#ask();
      this.timesMs.push(performance.now() - startedAt);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #ask(): Promise<void> {
    const headers = { 'X-Auth-Token': values.token, Accept: 'application/json' };
    return new Promise((resolve, reject) => {
      const asking = get(this.url, { agent: this.#agent, headers, timeout: 10_000 }, (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`${this.url} answers ${answer.statusCode}`));
        answer.on('end', resolve).on('error', reject).resume();
      });
      asking.on('timeout', () => asking.destroy(new Error(`${this.url} does not answer`))).on('error', reject);
    });
  }
}

function percentile(times: readonly number[], part: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  return (
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN) * 1000) / 1000
  );
}

const figuresOf = ({ timesMs }: Target) => ({ p50: percentile(timesMs, 0.5), p99: percentile(timesMs, 0.99) });

/** Two kB, about what one server has in Nova's document. */
const standIn = `
const body = JSON.stringify({ server: { text: 'x'.repeat(2000) } });
require('node:http').createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length });
  response.end(body);
}).listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port); });
`;

/** Starts a program and answers what its output says in the first group of a pattern. */
function start(args: readonly string[], pattern: RegExp): Promise<{ child: ChildProcess; found: string }> {
  const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => reject(new Error(`nothing from ${args[0]} within ${startMs} ms`)), startMs);
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const found = pattern.exec(output)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      output = '';
      child.stdout.removeAllListeners('data').resume();
      resolve({ child, found });
    });
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}: ${output}`)));
  });
}

const children: ChildProcess[] = [];
const folder = mkdtempSync(join(tmpdir(), 'novatune-measure-'));

async function startBoth(): Promise<{ direct: string; proxied: string }> {
  const nova = await start(['--eval', standIn], /port (\d+)/);
  children.push(nova.child);
  const endpoint = `http://127.0.0.1:${nova.found}/v2.1`;
  const config = join(folder, 'novatune.yaml');
  writeFileSync(config, `{driver: fake, http: {port: 0}, proxy: true, nova: {endpoint: "${endpoint}"}}`);
  const service = await start(['--import', 'tsx', 'src/main.ts', '--config', config], /"url":"([^"]+)"/);
  children.push(service.child);
  const path = '/servers/a0000000-0000-4000-8000-000000000001';
  return { direct: endpoint + path, proxied: `${service.found}/v2.1${path}` };
}

try {
  const { direct, proxied } = values;
  if ((direct === undefined) !== (proxied === undefined)) throw new Error('--direct and --proxied go together');
  const urls = direct === undefined || proxied === undefined ? await startBoth() : { direct, proxied };
  const targets = { direct: new Target(urls.direct), proxied: new Target(urls.proxied) };
  for (const target of Object.values(targets)) {
    await target.round(200);
    target.timesMs.length = 0;
  }
  for (let done = 0; done < requests; done += perRound)
    for (const target of Object.values(targets)) await target.round(Math.min(perRound, requests - done));
  for (const target of Object.values(targets)) target.close();
  const [directMs, proxiedMs] = [figuresOf(targets.direct), figuresOf(targets.proxied)];
  const addedMs = { p50: Math.round((proxiedMs.p50 - directMs.p50) * 1000) / 1000 };
  console.log(JSON.stringify({ requests, directMs, proxiedMs, addedMs }));
} finally {
  for (const child of children) child.removeAllListeners('exit').kill();
  rmSync(folder, { recursive: true });
}
