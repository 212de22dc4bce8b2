import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/faults.ts';
import { Upstream } from '../../src/http/proxy/upstream.ts';
import { closedPort } from '../fakes/loopback.ts';
import { reader } from './app-under-test.ts';
import { head, openFront, openNova, openRawNova, readMessage, talkTo } from './front-under-test.ts';

const ask = (url: string, options: RequestInit = {}) =>
  fetch(`${url}/v2.1/servers`, { headers: { 'X-Auth-Token': reader }, ...options });

describe('a Nova that', () => {
  test('does not listen is 503 in its own form, with a request id', async () => {
    const { url, logged } = await openFront(`http://127.0.0.1:${await closedPort()}/v2.1`);

    const answer = await ask(url);

    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      serviceUnavailable: { code: 503, message: 'Nova does not answer at the moment. Please try again later.' },
    });
    expect(answer.headers.get('x-openstack-request-id')).toMatch(/^req-/);
    expect(logged[0]).toMatchObject({ fault: 'cloudUnavailable', err: { code: 'ECONNREFUSED' } });
    expect(JSON.stringify(logged)).not.toContain(reader);
  });

  test('nobody can name is 503', async () => {
    const fault = new Fault('cloudUnavailable', 'Keystone does not answer. Please try again later.');
    const upstream = new Upstream(() => Promise.reject(fault));
    const { url } = await openFront('', { parts: { nova: { upstream, passes: 'everything' } } });

    const answer = await ask(url);

    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ serviceUnavailable: { message: fault.message } });
  });

  test.each([
    ['closes without a word', ''],
    ['speaks no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['breaks off in the head', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['frames its answer twice', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['has two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc'],
    ['has a status that is none', 'HTTP/1.1 099 What\r\nContent-Length: 0\r\n\r\n'],
    ['changes to no protocol', 'HTTP/1.1 101 Switching\r\n\r\n'],
    ['changes the protocol', 'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
  ])('%s is 502, and the caller is told to look', async (_what, bytes) => {
    const nova = await openRawNova((socket) => {
      socket.once('data', () => socket.end(bytes, 'latin1'));
    });
    const { url } = await openFront(nova);

    const answer = await ask(url);

    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({
      computeFault: { code: 502, message: expect.stringContaining('please look before you repeat it') },
    });
  });
});

test('what Nova answered is in no log, even where it cannot be read: it may be the password of a new server', async () => {
  const nova = await openRawNova((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 202 OK\r\nX-A: \x01\r\n\r\n{"adminPass":"s3cret"}', 'latin1'));
  });
  const { url, logged } = await openFront(nova);

  expect((await ask(url)).status).toBe(502);

  const [failure] = logged;
  expect(failure).toMatchObject({ fault: 'cloudBrokeOff', err: { code: 'HPE_INVALID_HEADER_TOKEN' } });
  expect(failure?.err).not.toHaveProperty('rawPacket');
  expect(JSON.stringify(logged)).not.toContain([...Buffer.from('s3cret')].join());
});

/** A Nova that answers the first request of each connection, and at the second one hangs up. */
function forgetful() {
  const seen: string[] = [];
  const talk = (socket: Socket): void => {
    let answered = false;
    socket.on('data', (bytes) => {
      seen.push(String(bytes).split(' ', 1)[0] ?? '');
      if (answered) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      answered = true;
    });
  };
  return { seen, talk };
}

describe('a connection that Nova closes when it is about to be used again', () => {
  test.each(['GET', 'HEAD', 'DELETE'])('is noticed by nobody who sends %s', async (method) => {
    const { seen, talk } = forgetful();
    const { url } = await openFront(await openRawNova(talk));
    await (await ask(url)).text();

    expect((await ask(url, { method })).status).toBe(200);
    expect(seen).toEqual(['GET', method, method]);
  });

  test.each([
    { method: 'POST', body: '{}' },
    { method: 'PUT', body: '{}' },
    { method: 'POST' },
  ])('is told to whoever sends $method, since that must not be done twice', async (options) => {
    const { seen, talk } = forgetful();
    const { url } = await openFront(await openRawNova(talk));
    await (await ask(url)).text();

    expect((await ask(url, options)).status).toBe(502);
    expect(seen).toEqual(['GET', options.method]);
  });

  test('is not tried a third time', async () => {
    let connections = 0;
    const nova = await openRawNova((socket) => {
      connections += 1;
      const first = connections === 1;
      socket.once('data', () => {
        if (!first) return socket.resetAndDestroy();
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
        return socket.once('data', () => socket.resetAndDestroy());
      });
    });
    const { url } = await openFront(nova);
    await ask(url);

    expect((await ask(url)).status).toBe(502);
    expect(connections).toBe(2);
  });
});

test('connections to Nova are kept for a while, and used by one request after the other', async () => {
  const ports = new Set<number | undefined>();
  const nova = await openNova(({ socket }, response) => {
    ports.add(socket.remotePort);
    response.end();
  });
  const { url } = await openFront(nova);
  for (let times = 0; times < 5; times += 1) await (await ask(url)).text();

  expect(ports.size).toBe(1);
});

describe('a request that cannot be passed on is refused here:', () => {
  const refused = async (...request: readonly string[]): Promise<{ answer: string; arrived: number }> => {
    let arrived = 0;
    const nova = await openNova(async (incoming, response) => {
      arrived += 1;
      response.end(await readMessage(incoming));
    });
    const { port } = await openFront(nova);
    const answer = await talkTo(port, ...request);
    await sleep(20);
    return { answer, arrived };
  };

  test.each([
    ['a target with a host', head('GET http://elsewhere.example.org/v2.1/servers'), /400 Bad Request.*must be a path/s],
    ['a target that is a star', head('OPTIONS *'), /400 Bad Request.*must be a path/s],
    ['a tunnel', head('CONNECT elsewhere.example.org:443'), /405 Method Not Allowed/],
    ['another coding', head('POST /v2.1/x', 'Transfer-Encoding: gzip, chunked'), /400 Bad Request.*not coded/s],
    ['chunked that is not last', head('POST /v2.1/x', 'Transfer-Encoding: chunked, gzip'), /400 Bad Request/],
    ['two framings', `${head('POST /v2.1/x', 'Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`, /400 Bad/],
    ['two lengths', `${head('POST /v2.1/x', 'Content-Length: 1', 'Content-Length: 2')}ab`, /400 Bad Request/],
    ['a space before a colon', head('POST /v2.1/x', 'Transfer-Encoding : chunked'), /400 Bad Request/],
    ['a folded header', head('GET /v2.1/x', 'X-A: 1\r\n 2'), /400 Bad Request|HTTP\/1.1 200/],
    ['a bare line feed', 'GET /v2.1/x HTTP/1.1\nHost: x\n\n', /400 Bad Request/],
  ])('%s', async (_what, request, expected) => {
    const { answer, arrived } = await refused(request);

    expect(answer).toMatch(expected);
    if (!answer.includes(' 200 ')) expect(arrived).toBe(0);
  });

  test('the wish for another protocol is passed over, and the request answered', async () => {
    const { answer, arrived } = await refused(
      'GET /v2.1/x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n',
    );

    expect(answer).toMatch(/^HTTP\/1.1 200 OK/);
    expect(arrived).toBe(1);
  });
});
