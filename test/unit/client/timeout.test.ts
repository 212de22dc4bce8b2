import { describe, expect, test } from 'vitest';
import { connect } from '../../../client/index.ts';
import { serve } from '../../fakes/loopback.ts';
import { errorOf, serverId } from './calls.ts';

const token = 'admin:operations';

describe('a timeout', () => {
  const silent = () => serve(() => undefined);

  test('of a read is an error that names the endpoint and the time, and the read is not tried again', async () => {
    let requests = 0;
    const endpoint = await serve(() => {
      requests += 1;
    });

    const error = await errorOf(connect({ endpoint, token, timeoutMs: 100 }).getCpuPriority(serverId));

    expect(error).toMatchObject({ fault: 'timeout', status: undefined });
    expect(error.message).toBe(`${endpoint}/v2.1 did not answer within 0.1 s.`);
    expect(requests).toBe(1);
  });

  test('of what sets says that the outcome is unknown', async () => {
    const call = connect({ endpoint: await silent(), token, timeoutMs: 100 }).setCpuPriority(serverId, { share: 4 });

    expect((await errorOf(call)).message).toMatch(/ Whether the change was made is unknown; read it back\.$/);
  });

  test('of one call is its own', async () => {
    const cloud = connect({ endpoint: await silent(), token });

    const error = await errorOf(cloud.getCpuPriority(serverId, { timeoutMs: 50 }));

    expect(error.message).toContain('within 0.05 s');
  });

  test('holds for a call with a signal, too', async () => {
    const cloud = connect({ endpoint: await silent(), token, timeoutMs: 100 });
    const { signal } = new AbortController();

    expect(await errorOf(cloud.getCpuPriority(serverId, { signal }))).toMatchObject({ fault: 'timeout' });
  });

  test('counts until the whole answer is there', async () => {
    const endpoint = await serve((_request, response) => response.writeHead(200).write('{"share"'));

    expect(await errorOf(connect({ endpoint, token, timeoutMs: 100 }).getCpuPriority(serverId))).toMatchObject({
      fault: 'timeout',
    });
  });
});
