import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { nodeFetch } from '../../../client/node/node-fetch.ts';
import { closedPort, serve } from '../../fakes/loopback.ts';

const MiB = 2 ** 20;
const fetch = nodeFetch({ insecure: false });
const waitMs = 5000;
const ask = (url: string, init: { method?: string; body?: string; signal?: AbortSignal } = {}) =>
  fetch(url, { method: 'GET', headers: {}, redirect: 'error', signal: AbortSignal.timeout(waitMs), ...init });
const textOf = async (url: string, signal?: AbortSignal): Promise<string> =>
  (await ask(url, signal && { signal })).text();

/** A server that answers each request with these bytes and leaves the connection open. */
async function serveRaw(bytes: string): Promise<string> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).once('data', () => socket.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('nodeFetch', { timeout: 2 * waitMs }, () => {
  test('sends method, headers and body, and answers status, headers and text', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      seen.push(request.method, request.url, request.headers['content-length'], request.headers['x-a']);
      request.on('data', (chunk) => seen.push(String(chunk)));
      request.on('end', () => response.writeHead(201, { 'X-B': ['1', '2'] }).end('ü'));
    });

    const headers = { 'X-A': 'a' };
    const signal = AbortSignal.timeout(waitMs);
    const response = await fetch(`${url}/path`, { method: 'POST', headers, body: 'é', redirect: 'error', signal });

    expect([response.status, response.headers.get('x-b'), response.headers.get('X-C')]).toEqual([201, '1, 2', null]);
    expect(await response.text()).toBe('ü');
    expect(seen).toEqual(['POST', '/path', '2', 'a', 'é']);
  });

  test.each([
    ['with its headers', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n'],
    ['without them', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
  ])('rejects an answer that changes the protocol, %s', async (_, bytes) => {
    await expect(ask(await serveRaw(bytes))).rejects.toThrow(
      'the answer has status 101 and speaks another protocol from there on',
    );
  });

  test('rejects the answer to CONNECT', async () => {
    const url = await serveRaw('HTTP/1.1 200 Connection established\r\n\r\n');

    await expect(ask(url, { method: 'CONNECT' })).rejects.toThrow('speaks another protocol');
  });

  test.each([
    ['what is not HTTP', 'hello\r\n\r\n', /Parse Error/],
    ['headers without end', `HTTP/1.1 200 OK\r\n${'X-A: b\r\n'.repeat(20_000)}`, /Header overflow/],
  ])('rejects %s', async (_, bytes, message) => {
    await expect(ask(await serveRaw(bytes))).rejects.toThrow(message);
  });

  test('rejects a closed port, and a connection that ends without an answer', async () => {
    await expect(ask(`http://127.0.0.1:${await closedPort()}`)).rejects.toThrow('ECONNREFUSED');
    await expect(ask(await serve((request) => request.socket.end()))).rejects.toThrow('socket hang up');
  });

  test('rejects what is not TLS, on one line', async () => {
    const url = await serveRaw('HTTP/1.1 400 Bad Request\r\n\r\n');

    await expect(ask(url.replace('http:', 'https:'))).rejects.toThrow(/SSL routines.*[^\n]$/);
  });

  test('reads a body of 16 MiB and rejects one byte more', async () => {
    const url = await serve((request, response) =>
      response.end(Buffer.alloc(16 * MiB + Number(request.url?.slice(1)))),
    );

    expect(await textOf(`${url}/0`)).toHaveLength(16 * MiB);
    await expect(textOf(`${url}/1`)).rejects.toThrow('the answer is longer than 16 MiB');
  });

  test('rejects a body without end, and closes its connection', async () => {
    let isClosed: Promise<unknown> | undefined;
    const url = await serve((_, response) => {
      isClosed = new Promise((resolve) => response.on('close', resolve));
      const write = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(MiB)));
        response.once('drain', write);
      };
      write();
    });

    await expect(textOf(url)).rejects.toThrow('the answer is longer than 16 MiB');
    await isClosed;
  });

  test.each([
    ['of a known length', { 'Content-Length': '14' }],
    ['in chunks', {}],
  ])('rejects a body %s that is cut', async (_, headers) => {
    const url = await serve((request, response) => {
      response.writeHead(200, headers).write('{"share"', () => request.socket.destroy());
    });

    await expect(textOf(url)).rejects.toThrow('aborted');
  });

  test('rejects when it is aborted before there is an answer', async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort());

    await expect(ask(url, { signal: controller.signal })).rejects.toThrow('aborted');
  });

  test('rejects when it is aborted in the middle of the body, and between headers and body', async () => {
    const url = await serve((_, response) => response.writeHead(200).write('{"share"'));
    const [during, between] = [new AbortController(), new AbortController()];

    const reading = (await ask(url, { signal: during.signal })).text();
    setTimeout(() => during.abort(), 20);
    await expect(reading).rejects.toThrow();

    const response = await ask(url, { signal: between.signal });
    between.abort();
    await expect(response.text()).rejects.toThrow();
  });
});
