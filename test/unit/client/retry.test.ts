import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { errorOf, getShares, scriptedCloud, serverId, setShares } from './calls.ts';

const refused = Object.assign(new TypeError('fetch failed'), {
  cause: new Error('connect ECONNREFUSED 127.0.0.1:9774'),
});
const failures = [
  ['status 502', { status: 502, answer: '<html>Bad Gateway</html>' }],
  ['status 503', { status: 503, answer: { serviceUnavailable: { code: 503, message: 'The host does not answer' } } }],
  ['status 504', { status: 504, answer: '' }],
  ['no connection', { answer: refused }],
] as const;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets every pause pass. */
async function ended<Result>(call: Promise<Result>): Promise<Result> {
  const settled = call.then(
    () => undefined,
    () => undefined,
  );
  await vi.runAllTimersAsync();
  await settled;
  return call;
}

describe.each(failures)('after %s', (_what, failure) => {
  test('a read is tried again, and its answer is the one that came', async () => {
    const cloud = scriptedCloud([{ ...getShares, ...failure }, { ...getShares, ...failure }, getShares]);

    expect(await ended(cloud.getCpuPriority(serverId))).toEqual({ share: 1024 });
  });

  test('a read is given up at the third time, with the last error', async () => {
    const exchange = { ...getShares, ...failure };
    const cloud = scriptedCloud([exchange, exchange, exchange]);

    const error = await ended(errorOf(cloud.getCpuPriority(serverId)));

    expect(error.status).toBe('status' in failure ? failure.status : undefined);
  });

  test('what sets is not tried again', async () => {
    const cloud = scriptedCloud([{ ...setShares, ...failure }]);

    await ended(errorOf(cloud.setCpuPriority(serverId, { share: 400 })));
  });

  test('what resets is not tried again, although it takes no value', async () => {
    const reset = { ...getShares, body: { 'reset-net-priority': null } };
    const cloud = scriptedCloud([{ ...reset, ...failure }]);

    await ended(errorOf(cloud.resetNetPriority(serverId)));
  });

  test('a list is tried again', async () => {
    const list = { request: 'GET /v2.1/servers/detail', answer: { servers: [] } };
    const cloud = scriptedCloud([{ ...list, ...failure }, list]);

    expect(await ended(cloud.listServers())).toEqual([]);
  });
});

test.each([
  400, 401, 403, 404, 408, 409, 413, 500, 501,
])('after status %d a read is not tried again', async (status) => {
  const cloud = scriptedCloud([{ ...getShares, status, answer: { some: { code: status, message: 'no' } } }]);

  expect(await ended(errorOf(cloud.getCpuPriority(serverId)))).toMatchObject({ status });
});

test('the pauses are 0.2 and 0.6 seconds', async () => {
  let requests = 0;
  const count = async () => {
    requests += 1;
    throw refused;
  };
  const failing = errorOf(scriptedCloud([], { fetch: count }).getCpuPriority(serverId));
  const counts: number[] = [];
  for (const ms of [0, 199, 1, 599, 1]) {
    await vi.advanceTimersByTimeAsync(ms);
    counts.push(requests);
  }

  expect(counts).toEqual([1, 1, 2, 2, 3]);
  await failing;
});

test('a signal ends a pause at once, and nothing is left running', async () => {
  const ending = new AbortController();
  const reason = new Error('the user has left');
  const cloud = scriptedCloud([{ ...getShares, answer: refused }]);
  const call = cloud.getCpuPriority(serverId, { signal: ending.signal });
  await vi.advanceTimersByTimeAsync(100);

  ending.abort(reason);

  await expect(call).rejects.toBe(reason);
  expect(vi.getTimerCount()).toBe(0);
});
