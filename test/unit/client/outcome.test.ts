import { describe, expect, test } from 'vitest';
import { errorOf, getShares, scriptedCloud, serverId, setShares } from './calls.ts';
import { byName, notFound } from './searches.ts';

const doubt = / Whether the change was made is unknown; read it back\.$/;
const fault = (code: number, message = 'no') => ({ some: { code, message } });
const page = '<html>Oh no</html>';

describe('after what sets, the outcome is unknown', () => {
  test.each([
    ['500 of novatune', 500, fault(500, 'Unexpected API Error.')],
    ['500 of another', 500, page],
    ['502', 502, page],
    ['503 of novatune', 503, fault(503)],
    ['503 of another', 503, ''],
    ['504', 504, page],
    ['520 of a proxy', 520, page],
    ['408', 408, fault(408)],
    ['499', 499, ''],
    ['201', 201, { share: 400 }],
    ['202', 202, ''],
    ['204', 204, ''],
    ['200 that is not JSON', 200, page],
    ['200 of another form', 200, { weight: 400 }],
  ])('with %s, and the error says so once, as a sentence', async (_what, status, answer) => {
    const cloud = scriptedCloud([{ ...setShares, status, answer }]);

    const error = await errorOf(cloud.setCpuPriority(serverId, { share: 400 }));

    expect(error).toMatchObject({ status, isOutcomeUnknown: true });
    expect(error.message).toMatch(doubt);
    expect(error.message).toMatch(/[^.]\. Whether/);
  });

  test('and is not said to be so again where the service has said it', async () => {
    const message = `The host of instance ${serverId} did not answer in time; whether the change took effect is unknown, read it back.`;
    const answer = { serviceUnavailable: { code: 503, message } };
    const cloud = scriptedCloud([{ ...setShares, status: 503, answer }]);

    const error = await errorOf(cloud.setCpuPriority(serverId, { share: 400 }));

    expect(error).toMatchObject({ message, isOutcomeUnknown: true });
  });
});

describe('after what sets, nothing has changed', () => {
  test.each([
    ...[400, 401, 403, 404, 405, 409, 413, 429, 501].map((status) => ({ status, answer: fault(status) as unknown })),
    { status: 413, answer: page },
    { status: 300, answer: { choices: [] } },
  ])('with $status and $answer', async ({ status, answer }) => {
    const cloud = scriptedCloud([{ ...setShares, status, answer }]);

    const error = await errorOf(cloud.setCpuPriority(serverId, { share: 400 }));

    expect(error).toMatchObject({ status, isOutcomeUnknown: false });
    expect(error.message).not.toMatch(doubt);
  });

  test('when its server is not found', async () => {
    const cloud = scriptedCloud([{ ...byName('^VM1$'), ...notFound }]);

    expect(await errorOf(cloud.setCpuPriority('VM1', { share: 400 }))).toMatchObject({ isOutcomeUnknown: false });
  });

  test('when the search for its server fails', async () => {
    const cloud = scriptedCloud([{ ...byName('^VM1$'), status: 500, answer: fault(500) }]);

    expect(await errorOf(cloud.setCpuPriority('VM1', { share: 400 }))).toMatchObject({ isOutcomeUnknown: false });
  });
});

test.each([500, 408, 204, 200])('after what only looks there is no doubt, status %d', async (status) => {
  const error = await errorOf(scriptedCloud([{ ...getShares, status, answer: '' }]).getCpuPriority(serverId));

  expect(error).toMatchObject({ status, isOutcomeUnknown: false });
  expect(error.message).not.toMatch(doubt);
});

test('a value that has no JSON is a TypeError of its own, and nothing is sent', async () => {
  const calls = [serverId, 'VM1'].map((server) => scriptedCloud([]).setCpuPriority(server, { share: 4n as never }));

  for (const call of calls) await expect(call).rejects.toThrow(new TypeError('Do not know how to serialize a BigInt'));
});
