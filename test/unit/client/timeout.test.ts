import { describe, expect, test } from 'vitest';
import { connect } from '../../../client/index.ts';
import { serve } from '../../fakes/loopback.ts';
import { errorOf, getShares, scriptedCloud, serverId } from './calls.ts';

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

    const error = await errorOf(call);

    expect(error.isOutcomeUnknown).toBe(true);
    expect(error.message).toMatch(/ Whether the change was made is unknown; read it back\.$/);
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

describe('a timeout that timers cannot keep', () => {
  const message = /^timeoutMs takes a number of milliseconds, more than 0 and at most 2147483647, not /;
  const refusal = expect.objectContaining({ name: 'TypeError', message: expect.stringMatching(message) });

  test.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -1,
    0,
    2 ** 31 - 0.5,
    2 ** 31,
    '60',
    null,
  ])('is refused, such as %s', async (wrong) => {
    const timeoutMs = wrong as number;

    expect(() => scriptedCloud([], { timeoutMs })).toThrow(refusal);
    // To leave it out of a call and to say that it is nothing is the same.
    if (wrong === null) return;
    const cloud = scriptedCloud([]);
    for (const call of [
      cloud.getCpuPriority(serverId, { timeoutMs }),
      cloud.getCpuPriority('VM1', { timeoutMs }),
      cloud.findServer(serverId, { timeoutMs }),
      cloud.listServers({ timeoutMs }),
      cloud.listExtensions({ timeoutMs }),
    ])
      await expect(call).rejects.toThrow(refusal);
  });

  test.each([99.5, 1000 / 3, 2 ** 31 - 1.5, 2 ** 31 - 1])('is not one such as %d', async (timeoutMs) => {
    expect(await scriptedCloud([getShares], { timeoutMs }).getCpuPriority(serverId)).toEqual({ share: 1024 });
    expect(await scriptedCloud([getShares]).getCpuPriority(serverId, { timeoutMs })).toEqual({ share: 1024 });
  });
});
