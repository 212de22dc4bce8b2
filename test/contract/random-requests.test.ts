import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actionNames, admin, appUnderTest, vm1 } from './app-under-test.ts';

const { app, performed } = appUnderTest();
let server: Server;

beforeAll(async () => {
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void server.close());

const field = fc.constantFrom('memory', 'memory_limit', 'share', 'weight', 'prio', '__proto__');
const odd = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.bigInt().map(String),
  fc.constantFrom('3', '-1', '007', '', '9007199254740993', null, true, {}, []),
  fc.string({ unit: 'binary' }),
);
const nearlyRight = fc
  .tuple(fc.constantFrom(...actionNames), fc.oneof(odd, fc.dictionary(field, odd), fc.jsonValue()))
  .map(([name, value]) => JSON.stringify({ [name]: value }));

const body = fc.oneof(
  nearlyRight,
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.uint8Array({ maxLength: 300 }),
  nearlyRight.chain((text) => fc.nat(text.length).map((end) => text.slice(0, end))),
  fc
    .tuple(nearlyRight, fc.bigInt(), fc.integer({ min: -500, max: 500 }))
    .map(([text, number, exponent]) => text.replace(/:[^:]*$/, `:${number}e${exponent}}}`)),
);

test('1,000 random bodies get an answer or a fault, never a 500', async () => {
  const { port } = server.address() as AddressInfo;
  const statuses = new Set<number>();

  await fc.assert(
    fc.asyncProperty(body, async (sent) => {
      const answer = await fetch(`http://127.0.0.1:${port}/v2.1/servers/${vm1}/action`, {
        method: 'POST',
        headers: { 'X-Auth-Token': admin, 'Content-Type': 'application/json' },
        body: sent,
      });
      const told = (await answer.json()) as Record<string, { code: number }>;
      statuses.add(answer.status);
      if (answer.status !== 200) expect(told).toEqual({ badRequest: { code: 400, message: expect.any(String) } });
    }),
    { numRuns: 1000 },
  );

  expect([...statuses].sort()).toEqual([200, 400]);
  for (const { request } of performed)
    expect(Object.values(request ?? {}).every((value) => Number.isSafeInteger(value))).toBe(true);
});

const address = fc
  .array(
    fc.constantFrom(
      '/',
      '//',
      '/v2.1',
      '/v2',
      '/servers',
      '/detail',
      '/action',
      '/extensions',
      '/99999999999999999999',
      '?limit=',
      '%zz',
      '%',
      '[',
      ':',
      '@',
      '#',
      '..',
      'a',
    ),
  )
  .map((parts) => `/${parts.join('')}`);

test('1,000 random paths never get a 500', async () => {
  const { port } = server.address() as AddressInfo;

  await fc.assert(
    fc.asyncProperty(address, async (path) => {
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const asked = request({ port, path, headers: { 'X-Auth-Token': admin } }, (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode));
        });
        asked.on('error', reject).end();
      });
      expect([200, 300, 400, 404]).toContain(status);
    }),
    { numRuns: 1000 },
  );
});
