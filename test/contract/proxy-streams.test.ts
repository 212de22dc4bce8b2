import { once } from 'node:events';
import { get, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { head, openFront, openNova, openRawNova, readMessage, talkTo } from './front-under-test.ts';

/** A promise, and what settles it. */
function promised<Value>() {
  let settle: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

async function begin(url: string): Promise<IncomingMessage> {
  const [answer] = await once(get(url, { agent: false }), 'response');
  return answer;
}

/** Waits for what is to come about, at most two seconds. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 200; tries += 1) await sleep(10);
  expect(holds()).toBe(true);
}

describe('an answer', () => {
  test('arrives part by part, as Nova sends it', async () => {
    const more = promised<void>();
    const nova = await openNova(async (_request, response) => {
      response.write('first');
      await more.promise;
      response.end('last');
    });
    const { url } = await openFront(nova);

    const answer = await begin(`${url}/v2.1/servers`);
    const [first] = await once(answer, 'data');
    more.settle();

    expect(String(first)).toBe('first');
    expect(String(await readMessage(answer))).toBe('last');
  });

  test('has its head before there is a body', async () => {
    const more = promised<void>();
    const nova = await openNova(async (_request, response) => {
      response.writeHead(200, { 'X-Is-There': 'yes' }).flushHeaders();
      await more.promise;
      response.end('done');
    });
    const { url } = await openFront(nova);

    const answer = await begin(`${url}/v2.1/servers`);
    expect(answer.headers['x-is-there']).toBe('yes');
    more.settle();

    expect(String(await readMessage(answer))).toBe('done');
  });

  test('that is long in coming is waited for, though nothing moves meanwhile', async () => {
    const nova = await openNova(async (_request, response) => {
      await sleep(5500);
      response.end('after all');
    });
    const { url } = await openFront(nova);

    expect(String(await readMessage(await begin(`${url}/v2.1/servers`)))).toBe('after all');
  });

  test.each([
    ['by its length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'],
    ['in its chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
  ])('that breaks off %s breaks off here, and the log tells who it was', async (_how, bytes) => {
    const nova = await openRawNova((socket) => {
      socket.once('data', () => socket.write(bytes, () => setTimeout(() => socket.destroy(), 20)));
    });
    const { url, logged } = await openFront(nova);

    const answer = await begin(`${url}/v2.1/servers`);

    await expect(readMessage(answer)).rejects.toThrow('aborted');
    await until(() => logged.length > 0);
    expect(logged).toMatchObject([{ passedTo: 'nova', aborted: true, brokenOffBy: 'nova' }]);
  });

  test('whose end is that of the connection is whole, and has an end here', async () => {
    const nova = await openRawNova((socket) => {
      socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\nX-Old: yes\r\n\r\nall of it'));
    });
    const { url } = await openFront(nova);

    const answer = await begin(`${url}/v2.1/servers`);

    expect(String(await readMessage(answer))).toBe('all of it');
    expect(answer.headers).toMatchObject({ 'x-old': 'yes', 'transfer-encoding': 'chunked' });
  });

  test.each([
    ['HEAD', 200, 'Content-Length: 1234'],
    ['GET', 204, 'X-Any: 1'],
    ['GET', 304, 'Content-Length: 1234'],
  ])('to %s with %d has no body, and its headers', async (method, status, header) => {
    const nova = await openRawNova((socket) => {
      socket.on('data', () => socket.write(`HTTP/1.1 ${status} Said\r\n${header}\r\n\r\n`));
    });
    const { port } = await openFront(nova);

    const answer = await talkTo(port, head(`${method} /v2.1/servers`));

    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} Said\r\n${header}\r\n`));
    expect(answer).toMatch(/\r\n\r\n$/);
    expect(answer).not.toMatch(/transfer-encoding/i);
  });
});

describe('a request', () => {
  test.each(['/v2.1/servers', '/v2.1/servers/x/action'])('to %s goes on part by part', async (path) => {
    const first = promised<string>();
    const nova = await openNova(async (incoming, response) => {
      incoming.once('data', (chunk) => first.settle(String(chunk)));
      response.end(await readMessage(incoming));
    });
    const { url } = await openFront(nova);
    const asking = request(`${url}${path}`, { method: 'PUT', agent: false });
    const answered = once(asking, 'response');

    asking.write('first');
    expect(await first.promise).toBe('first');
    asking.end('last');

    const [answer] = await answered;
    expect(String(await readMessage(answer))).toBe('firstlast');
  });

  test.each([
    ['before it has been sent', 'POST /v2.1/servers HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf'],
    ['before its answer', 'GET /v2.1/servers HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('whose sender goes away %s is taken back from Nova', async (_when, bytes) => {
    const arrived = promised<void>();
    const left = promised<void>();
    const nova = await openNova((incoming) => {
      incoming.socket.once('close', () => left.settle());
      arrived.settle();
    });
    const { port, logged } = await openFront(nova);
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    onTestFinished(() => void socket.destroy());

    await arrived.promise;
    socket.destroy();

    await left.promise;
    await until(() => logged.length > 0);
    expect(logged).toMatchObject([{ status: 499, aborted: true, passedTo: 'nova', level: 30 }]);
  });

  test('whose sender goes away in the middle of the answer is taken back from Nova', async () => {
    const left = promised<void>();
    const nova = await openNova((incoming, response) => {
      incoming.socket.once('close', () => left.settle());
      response.write('a beginning');
    });
    const { url, logged } = await openFront(nova);

    const answer = await begin(`${url}/v2.1/servers`);
    await once(answer, 'data');
    answer.destroy();

    await left.promise;
    await until(() => logged.length > 0);
    expect(logged[0]).toMatchObject({ status: 200, aborted: true });
    expect(logged[0]).not.toHaveProperty('brokenOffBy');
  });

  test('that Nova answers before its end gets that answer, and the connection goes on', async () => {
    const nova = await openNova((_incoming, response) => response.writeHead(413).end('too much'));
    const { port } = await openFront(nova);
    const size = 4_000_000;

    const answers = await talkTo(
      port,
      `PUT /v2.1/images HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n\r\n`,
      Buffer.alloc(size),
      head('GET /v2.1/servers'),
    );

    expect(answers.match(/HTTP\/1.1 413/g)).toHaveLength(2);
  });

  test.each([
    ['/v2.1/images', 4],
    ['/v2.1/servers/x/action', 4],
    ['/v2.1/servers/x/action', 200_000],
  ])('to %s that expects 100 Continue is told to go on, with %d bytes to come', async (path, size) => {
    const nova = await openNova(async (incoming, response) =>
      response.end(String((await readMessage(incoming)).length)),
    );
    const { url } = await openFront(nova);
    const headers = { Expect: '100-continue', 'Content-Length': size };
    const asking = request(`${url}${path}`, { method: 'POST', agent: false, headers });
    asking.flushHeaders();
    const answered = once(asking, 'response');

    await once(asking, 'continue');
    asking.end(Buffer.alloc(size));

    const [answer] = await answered;
    expect(String(await readMessage(answer))).toBe(String(size));
  });

  test('that Nova refuses although it expects 100 Continue never sends its body', async () => {
    const nova = await openRawNova((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno'));
    });
    const { port } = await openFront(nova);

    const answer = await talkTo(port, head('POST /v2.1/images', 'Expect: 100-continue', 'Content-Length: 100'));

    expect(answer).toMatch(/^HTTP\/1.1 401 No\r\n/);
  });
});
