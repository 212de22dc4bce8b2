import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { connect } from '../../../client/index.ts';
import { closedPort, serve } from '../../fakes/loopback.ts';
import { errorOf, serverId } from './calls.ts';

const token = 'admin:operations';
const fine = (response: ServerResponse) => response.end('{"share": 400}');

describe('over a real connection', () => {
  test('a call carries token and JSON, and its answer comes back', async () => {
    const seen: unknown[] = [];
    const endpoint = await serve(({ method, url, headers }, response) => {
      seen.push(method, url, headers['x-auth-token'], headers['content-type']);
      fine(response);
    });

    expect(await connect({ endpoint, token }).setCpuPriority(serverId, { share: 400 })).toEqual({ share: 400 });
    expect(seen).toEqual(['POST', `/v2.1/servers/${serverId}/action`, token, 'application/json']);
  });

  test('a closed port is a connectFailure that names the endpoint and the reason', async () => {
    const port = await closedPort();

    const error = await errorOf(
      connect({ endpoint: `http://127.0.0.1:${port}`, token }).setCpuPriority(serverId, { share: 400 }),
    );

    expect(error).toMatchObject({ fault: 'connectFailure', status: undefined, requestId: undefined });
    expect(error.message).toBe(
      `Unable to establish connection to http://127.0.0.1:${port}/v2.1: connect ECONNREFUSED 127.0.0.1:${port}`,
    );
  });

  test('a name with several addresses, none of which answers, has the first one’s reason', async () => {
    // As Node's fetch puts it, whose message says nothing.
    const cause = new AggregateError([
      new Error('connect ECONNREFUSED ::1:9774'),
      new Error('connect ECONNREFUSED 127.0.0.1:9774'),
    ]);
    const fetch = async () => {
      throw new TypeError('fetch failed', { cause });
    };

    const error = await errorOf(
      connect({ endpoint: 'http://localhost:9774', token, fetch }).resetNetPriority(serverId),
    );

    expect(error.message).toMatch(/: connect ECONNREFUSED ::1:9774$/);
    expect(error.cause).toMatchObject({ message: 'fetch failed' });
  });

  test('a read whose connection is cut is tried again', async () => {
    let requests = 0;
    const endpoint = await serve((request, response) => {
      requests += 1;
      if (requests < 3) request.socket.destroy();
      else fine(response);
    });

    expect(await connect({ endpoint, token }).getCpuPriority(serverId)).toEqual({ share: 400 });
    expect(requests).toBe(3);
  });

  test.each([
    ['before the answer', (request: IncomingMessage) => request.socket.destroy()],
    [
      'in the middle of the answer',
      (request: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200, { 'Content-Length': '14' }).write('{"share"', () => request.socket.destroy());
      },
    ],
  ])('what sets and is cut %s is not tried again, and its error says that the outcome is unknown', async (_when, cut) => {
    let requests = 0;
    const endpoint = await serve((request, response) => {
      requests += 1;
      cut(request, response);
    });

    const error = await errorOf(connect({ endpoint, token }).setCpuPriority(serverId, { share: 400 }));

    expect(error.fault).toBe('connectFailure');
    expect(error.message).toMatch(/ Whether the change was made is unknown; read it back\.$/);
    expect(requests).toBe(1);
  });

  test('a redirect is not followed, so that the token goes nowhere else', async () => {
    const elsewhere: string[] = [];
    const other = await serve((request, response) => {
      elsewhere.push(String(request.headers['x-auth-token']));
      fine(response);
    });
    const endpoint = await serve((_request, response) => response.writeHead(307, { Location: other }).end());

    const error = await errorOf(connect({ endpoint, token }).setCpuPriority(serverId, { share: 400 }));

    expect(error.message).toContain('redirect');
    expect(elsewhere).toEqual([]);
  });
});
