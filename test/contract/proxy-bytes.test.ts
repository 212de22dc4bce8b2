import { createHash } from 'node:crypto';
import { request } from 'node:http';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openFront, openNova, readMessage } from './front-under-test.ts';

const token = 'a-token';

/** What arrived over there, and what is told of it. */
interface Arrived {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly digest: string;
}

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

interface Sent {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers?: readonly string[];
  readonly chunks?: readonly Buffer[];
}

function send({ port, method, path, headers = [], chunks = [] }: Sent) {
  return new Promise<{ status: number; rawHeaders: string[]; body: Buffer }>((resolve, reject) => {
    const asking = request({
      ...{ host: '127.0.0.1', port, method, path, agent: false },
      headers: ['Host', 'cloud.example.org:8774', 'X-Auth-Token', token, ...headers],
    });
    asking.once('response', async (answer) =>
      resolve({
        status: answer.statusCode ?? 0,
        rawHeaders: answer.rawHeaders,
        body: await readMessage(answer),
      }),
    );
    asking.once('error', reject);
    for (const chunk of chunks) asking.write(chunk);
    asking.end();
  });
}

const segment = fc.string({
  unit: fc.constantFrom(..."abcXYZ0189-._~!$&'()*+,;=:@%2f%00%c3%a9//".split('')),
  maxLength: 20,
});
const path = fc.tuple(fc.constantFrom('/v2.1', '/v2', '', '//v2.1'), fc.array(segment, { maxLength: 5 }), segment);
const value = fc.string({ unit: fc.constantFrom(...'abc019 "\\,;=()éÿ\t'.split('')), maxLength: 40 });
const name = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_'.split('')), minLength: 1, maxLength: 12 });
const headers = fc.array(fc.tuple(name, value), { maxLength: 12 });

test('300 requests of odd paths, methods and headers arrive as they were sent, and the answers as they were given', async () => {
  let arrived: Arrived | undefined;
  let answerHeaders: string[] = [];
  const nova = await openNova(async (incoming, response) => {
    const bytes = await readMessage(incoming);
    arrived = {
      method: incoming.method,
      url: incoming.url,
      rawHeaders: incoming.rawHeaders,
      digest: digestOf(bytes),
    };
    response.writeHead(299, 'As You Like It', answerHeaders);
    response.end(bytes);
  });
  const { port } = await openFront(nova);

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'),
      path,
      headers,
      headers,
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }),
      async (method, [start, segments, query], asked, answered, chunks) => {
        const target = `${[start, ...segments].join('/') || '/'}?${query}`;
        const own = asked.map(([key, text]): [string, string] => [`Z-${key}`, text.trim()]);
        answerHeaders = answered.flatMap(([key, text]) => [`Y-${key}`, text.trim()]);
        const bodied = ['POST', 'PUT', 'PATCH'].includes(method) ? chunks.map((chunk) => Buffer.from(chunk)) : [];

        const answer = await send({ port, method, path: target, headers: own.flat(), chunks: bodied });

        expect(answer.status, target).toBe(299);
        expect(arrived).toMatchObject({ method, url: target, digest: digestOf(Buffer.concat(bodied)) });
        expect(arrived?.rawHeaders.slice(0, 4 + own.flat().length)).toEqual([
          ...['Host', 'cloud.example.org:8774', 'X-Auth-Token', token],
          ...own.flat(),
        ]);
        expect(answer.rawHeaders.slice(0, answerHeaders.length)).toEqual(answerHeaders);
        if (method !== 'HEAD') expect(digestOf(answer.body)).toBe(arrived?.digest);
      },
    ),
    { numRuns: 300 },
  );
});

test.each([
  0, 1, 16_384, 114_688, 114_689, 3_000_000,
])('a body of %d bytes comes back whole, with its length or in chunks', async (size) => {
  const nova = await openNova(async (incoming, response) => void response.end(await readMessage(incoming)));
  const { port } = await openFront(nova);
  const bytes = Buffer.alloc(size, 'novatune\0\xff');
  const halves = [bytes.subarray(0, size / 3), bytes.subarray(size / 3)].filter(({ length }) => length > 0);

  for (const path of ['/v2.1/servers', '/v2.1/servers/x/action']) {
    const chunked = await send({ port, method: 'POST', path, chunks: halves });
    const measured = await send({
      port,
      method: 'POST',
      path,
      headers: ['Content-Length', String(size)],
      chunks: halves,
    });

    expect(digestOf(chunked.body)).toBe(digestOf(bytes));
    expect(digestOf(measured.body)).toBe(digestOf(bytes));
  }
});
