import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { connect } from '../../../client/index.ts';
import { serve } from '../../fakes/loopback.ts';
import { serverId } from './calls.ts';

const token = 'admin:operations';

describe('a signal', () => {
  const reason = new Error('the user has left');

  test('ends a call, which rejects with the signal’s own reason, and the connection', async () => {
    const ending = new AbortController();
    const closed: Promise<unknown>[] = [];
    const endpoint = await serve((request) => {
      closed.push(once(request.socket, 'close'));
      ending.abort(reason);
    });

    await expect(connect({ endpoint, token }).getCpuPriority(serverId, { signal: ending.signal })).rejects.toBe(reason);
    expect(closed).toHaveLength(1);
    await Promise.all(closed);
  });

  test('ends a call in the pause before the next try', async () => {
    const ending = new AbortController();
    let requests = 0;
    const endpoint = await serve((_request, response) => {
      requests += 1;
      response.writeHead(503).end();
      response.once('close', () => setTimeout(() => ending.abort(reason), 50));
    });

    await expect(connect({ endpoint, token }).getCpuPriority(serverId, { signal: ending.signal })).rejects.toBe(reason);
    expect(requests).toBe(1);
  });

  test('that is aborted already lets nothing be sent', async () => {
    let requests = 0;
    const endpoint = await serve((_request, response) => {
      requests += 1;
      response.end('{"share": 400}');
    });
    const signal = AbortSignal.abort(reason);
    const cloud = connect({ endpoint, token });

    await expect(cloud.setCpuPriority(serverId, { share: 400 }, { signal })).rejects.toBe(reason);
    await expect(cloud.setCpuPriority('VM1', { share: 400 }, { signal })).rejects.toBe(reason);
    await expect(cloud.listServers({ signal })).rejects.toBe(reason);
    expect(requests).toBe(0);
  });

  test('that is aborted later changes nothing of a call that has ended', async () => {
    const ending = new AbortController();
    const endpoint = await serve((_request, response) => response.end('{"share": 400}'));

    const answer = await connect({ endpoint, token }).getCpuPriority(serverId, { signal: ending.signal });
    ending.abort(reason);

    expect(answer).toEqual({ share: 400 });
  });
});
