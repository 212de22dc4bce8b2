import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { AppParts } from '../../src/http/app.ts';
import { Upstream } from '../../src/http/proxy/upstream.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { type AppUnderTest, appUnderTest } from './app-under-test.ts';

export interface Front extends AppUnderTest {
  /** Such as `http://127.0.0.1:1234`. */
  readonly url: string;
  readonly port: number;
}

export interface FrontOptions {
  readonly passes?: 'everything' | 'servers';
  readonly parts?: Partial<AppParts>;
}

/** The real HTTP layer in front of an endpoint of Nova, listening on this machine until the test ends. */
export async function openFront(endpoint: string, { passes = 'everything', parts = {} }: FrontOptions = {}) {
  const upstream = new Upstream(async () => endpoint);
  const under = appUnderTest({ nova: { upstream, passes }, ...parts });
  const port = await listen(createHttpServer(under.app));
  onTestFinished(() => upstream.close());
  return { ...under, url: `http://127.0.0.1:${port}`, port } satisfies Front;
}

/** A stand-in for nova-api that answers HTTP; its endpoint. */
export async function openNova(answer: RequestListener): Promise<string> {
  const server = createServer({ keepAliveTimeout: 60_000 }, answer);
  // Node would leave out what is beyond a thousand.
  server.maxHeadersCount = 0;
  return `http://127.0.0.1:${await listen(server)}/v2.1`;
}

/** A stand-in that gets bytes and sends bytes, for what no HTTP library would do; its endpoint. */
export const openRawNova = async (talk: (socket: Socket) => void): Promise<string> =>
  `http://127.0.0.1:${await listen(createTcpServer(talk))}/v2.1`;

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** Sends bytes and answers all that comes back until the other side closes. */
export function talkTo(port: number, ...parts: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => {
      for (const part of parts) socket.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
    });
    socket.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    onTestFinished(() => void socket.destroy());
  });
}

/** The head of a request that closes the connection after its answer. */
export const head = (line: string, ...headers: readonly string[]): string =>
  [`${line} HTTP/1.1`, 'Host: cloud.example.org:8774', 'Connection: close', ...headers, '', ''].join('\r\n');

/** Everything that has been sent in a request, as its receiver sees it. */
export async function readMessage(message: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
