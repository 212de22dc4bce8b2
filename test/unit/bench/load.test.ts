import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LoadGenerator } from '../../../scripts/bench/load.ts';

let server: Server;
let load: LoadGenerator;
let asked: string[];
let open: number;
let mostAtOnce: number;

/** Answers 200, but 409 to whatever has `refuse` in its path; notes how many ask at the same time. */
beforeEach(async () => {
  [asked, open, mostAtOnce] = [[], 0, 0];
  server = createServer(async (request, response) => {
    open += 1;
    mostAtOnce = Math.max(mostAtOnce, open);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push(`${request.method} ${request.url} ${Buffer.concat(chunks)}`.trim());
    await new Promise((resolve) => setTimeout(resolve, 5));
    open -= 1;
    response
      .writeHead(request.url?.includes('refuse') ? 409 : 200, { 'Content-Type': 'application/json' })
      .end('{"a":1}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  load = new LoadGenerator(`http://127.0.0.1:${(server.address() as { port: number }).port}`);
});

afterEach(async () => {
  await load.close();
  server.close();
});

test('a load ends after so many requests of all clients, which take the turns in order', async () => {
  const { timesMs, failures } = await load.run({ clients: 3, requests: 7, ask: (turn) => ({ path: `/${turn}` }) });

  expect(timesMs).toHaveLength(7);
  expect(failures).toEqual({});
  expect([...asked].sort()).toEqual([0, 1, 2, 3, 4, 5, 6].map((turn) => `GET /${turn}`));
  expect(mostAtOnce).toBe(3);
});

test('a load ends when its time is up', async () => {
  const { timesMs, seconds } = await load.run({ clients: 1, durationMs: 60, ask: () => ({ path: '/' }) });

  expect(timesMs.length).toBeGreaterThan(1);
  expect(seconds).toBeGreaterThan(0.05);
  expect(seconds).toBeLessThan(5);
});

test('an action is posted, and answers other than 200 are counted by status', async () => {
  const ask = (turn: number) => ({ path: turn % 2 === 0 ? '/' : '/refuse', action: { turn } });

  const { timesMs, failures } = await load.run({ clients: 1, requests: 4, ask });

  expect(timesMs).toHaveLength(4);
  expect(failures).toEqual({ 409: 2 });
  expect(asked[0]).toBe('POST / {"turn":0}');
});

test('one request tells status and body', async () => {
  expect(await load.once({ path: '/refuse', action: null })).toEqual({ status: 409, body: { a: 1 } });
});
