import { describe, expect, test } from 'vitest';
import { methods } from '../../../client/generated/methods.ts';
import { errorOf, scriptedCloud, serverId } from './calls.ts';

const wrongs = [null, 'x', [], undefined];
/** Of each type that an answer has: a value that is one, and some that are none. */
const values = {
  integer: { right: Number.MAX_SAFE_INTEGER, wrong: [...wrongs, {}, 1.5, true] },
  boolean: { right: true, wrong: [...wrongs, {}, 1, 0] },
  object: { right: {}, wrong: [...wrongs, 1, true] },
};

describe.each(Object.entries(methods))('%s', (method, { action, takesValue, answers }) => {
  const [[field, type]] = Object.entries(answers) as [[string, keyof typeof values]];
  const call = (answer: unknown) => {
    const request = `POST /v2.1/servers/${serverId}/action`;
    const cloud = scriptedCloud([{ request, body: { [action]: takesValue ? {} : null }, answer }]);
    return (cloud[method as keyof typeof methods] as (...asked: unknown[]) => Promise<unknown>)(
      serverId,
      ...(takesValue ? [{}] : []),
    );
  };

  const { right, wrong } = values[type];
  test.each(wrong.map((value) => ({ value })))(`with the ${field} $value is a badAnswer`, async ({ value }) => {
    expect(await errorOf(call({ [field]: value, other: 1 }))).toMatchObject({ fault: 'badAnswer', status: 200 });
  });

  test('with a field that the client does not know is an answer', async () => {
    const answer = { [field]: right, since: 'yesterday' };

    expect(await call(answer)).toEqual(answer);
  });
});

test('an action that is not in the contract may answer any object', async () => {
  const exchange = {
    request: `POST /v2.1/servers/${serverId}/action`,
    body: { 'get-burst': null },
    answer: { kbit: 'x' },
  };
  const run = (answer: unknown) =>
    scriptedCloud([{ ...exchange, answer }]).runAction(serverId, 'get-burst' as 'get-cpu-priority', null);

  expect(await run({ kbit: 'x' })).toEqual({ kbit: 'x' });
  expect(await errorOf(run([]))).toMatchObject({ fault: 'badAnswer' });
});

const fine = { id: serverId, name: 'VM1' };
const wrongServers = [null, 'VM1', [], {}, { id: serverId }, { ...fine, id: 7 }, { ...fine, name: null }];

describe('a list of servers', () => {
  test.each([
    ...[null, 'x', { 0: fine, length: 1 }].map((servers) => ({ servers })),
    ...wrongServers.map((server) => ({ servers: [fine, server] })),
    ...[null, 'next', {}, [null], ['next'], [{ href: '/' }]].map((servers_links) => ({
      servers: [fine],
      servers_links,
    })),
  ])('that is %j is a badAnswer', async (answer) => {
    const request = 'GET /v2.1/servers/detail';

    expect(await errorOf(scriptedCloud([{ request, answer }]).listServers())).toMatchObject({ fault: 'badAnswer' });
  });

  test('with fields that the client does not know is one', async () => {
    const answer = { servers: [{ ...fine, locked: true }], servers_links: [{ rel: 'previous' }], total: 1 };
    const cloud = scriptedCloud([{ request: 'GET /v2.1/servers/detail', answer }]);

    expect(await cloud.listServers()).toEqual(answer.servers);
  });
});

test.each(wrongServers.map((server) => ({ server })))('the answer %j for a server is a badAnswer', async ({
  server,
}) => {
  const cloud = scriptedCloud([{ request: `GET /v2.1/servers/${serverId}`, answer: { server } }]);

  expect(await errorOf(cloud.findServer(serverId))).toMatchObject({ fault: 'badAnswer' });
});

const wrongExtensions = [null, {}, 'x', [null], ['x'], [[]], [{}], [{ alias: 'os', name: 'OS' }]];

test.each(
  wrongExtensions.map((extensions) => ({ extensions })),
)('the extensions %j are a badAnswer', async (answer) => {
  const cloud = scriptedCloud([{ request: 'GET /v2.1/extensions', answer }]);

  expect(await errorOf(cloud.listExtensions())).toMatchObject({ fault: 'badAnswer' });
});

const change = { id: 7, resource: 'cpu', cause: 'set', at: '2026-11-20T12:12:57Z' };
const wrongChanges = [null, 'x', [], {}, { ...change, id: '7' }, { ...change, resource: null }, { ...change, at: 7 }];

test.each([
  ...[null, 'x', {}].map((changes) => ({ changes })),
  ...wrongChanges.map((wrong) => ({ changes: [change, wrong] })),
])('the history %j is a badAnswer', async (answer) => {
  const request = `GET /v2.1/servers/${serverId}/allocation-history?limit=1000`;
  const cloud = scriptedCloud([{ request, answer }]);

  expect(await errorOf(cloud.listAllocationHistory(serverId))).toMatchObject({ fault: 'badAnswer' });
});
