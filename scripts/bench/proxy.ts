import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { LoadGenerator } from './load.ts';
import { startNovatuned } from './novatuned.ts';
import { rounded, type Spread, spreadOf } from './percentile.ts';
import type { Stage } from './stage.ts';

/** A GET through novatuned with `proxy: true`, beside the same one asked of nova-api directly, in turns. */
export interface ProxyResult {
  readonly direct_ms: Spread;
  readonly proxied_ms: Spread;
  readonly added_p50_ms: number;
}

/** Where both are asked, each with the path; the token is valid for both. */
export interface ProxyUrls {
  readonly direct: string;
  readonly proxied: string;
  readonly token?: string;
}

/** Two kB, about what one server has in Nova's document. */
const standIn = `
const body = JSON.stringify({ server: { text: 'x'.repeat(2000) } });
require('node:http').createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length });
  response.end(body);
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
`;

const perRound = 50;
const path = '/v2.1/servers/a0000000-0000-4000-8000-000000000001';

/** With a stand-in for nova-api that answers at once, on loopback, unless there are others to ask. */
export async function measureProxy({ quick, proxyUrls }: Stage): Promise<ProxyResult> {
  const requests = quick ? 1000 : 5000;
  if (proxyUrls !== undefined) return compareUrls(proxyUrls, requests);
  const nova = spawn(process.execPath, ['--eval', standIn], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const origin = `http://127.0.0.1:${await firstLine(nova)}`;
    const config = { driver: 'fake', http: { port: 0 }, proxy: true, nova: { endpoint: `${origin}/v2.1` } };
    const service = await startNovatuned({ config });
    try {
      const urls = { direct: origin + path, proxied: service.url + path };
      return await compareUrls(urls, requests);
    } finally {
      await service.close();
    }
  } finally {
    nova.kill();
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  const [line] = (await once(lines, 'line', { signal: AbortSignal.timeout(20_000) })) as [string];
  return line;
}

/** @throws {Error} either answers anything but 200 */
async function compareUrls({ direct, proxied, token }: ProxyUrls, requests: number): Promise<ProxyResult> {
  const [directMs, proxiedMs]: [number[], number[]] = [[], []];
  const targets = [
    { url: new URL(direct), times: directMs },
    { url: new URL(proxied), times: proxiedMs },
  ].map(({ url, times }) => ({ url, times, load: new LoadGenerator(url.origin, token) }));
  try {
    for (let done = -4 * perRound; done < requests; done += perRound)
      for (const { url, times, load } of targets) {
        const ask = () => ({ path: url.pathname + url.search });
        const { timesMs, failures } = await load.run({ clients: 1, requests: perRound, ask });
        if (Object.keys(failures).length > 0) throw new Error(`${url} answers ${Object.keys(failures).join(', ')}`);
        if (done >= 0) times.push(...timesMs);
      }
  } finally {
    await Promise.all(targets.map(({ load }) => load.close()));
  }
  const [directSpread, proxiedSpread] = [spreadOf(directMs), spreadOf(proxiedMs)];
  return {
    direct_ms: directSpread,
    proxied_ms: proxiedSpread,
    added_p50_ms: rounded(proxiedSpread.p50 - directSpread.p50),
  };
}
