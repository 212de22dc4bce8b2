import { describe, expect, test } from 'vitest';
import { errorOf, scriptedCloud, serverId, setShares } from './calls.ts';
import { byName, byNameInAll, notFound, server } from './searches.ts';

describe('options that are none', () => {
  const evil: object = {
    path: '/evil',
    method: 'GET',
    body: '{}',
    reads: true,
    isExpected: () => true,
    endpoint: 'http://evil.test',
    token: 'evil',
  };
  const evilToo: object = { ...evil, allProjects: true, name: 'evil' };

  test('change nothing of an action', async () => {
    const cloud = scriptedCloud([byName('^VM1$', server('VM1')), setShares]);

    expect(await cloud.setCpuPriority('VM1', { share: 400 }, evilToo)).toEqual({ share: 400 });
  });

  test('change nothing of a search', async () => {
    const cloud = scriptedCloud([byName('^VM1$'), byNameInAll('^VM1$', server('VM1'))]);

    expect(await cloud.findServer('VM1', evilToo)).toEqual(server('VM1'));
  });

  test('change nothing of a server, a list, the extensions and a history', async () => {
    const cloud = scriptedCloud([
      { request: `GET /v2.1/servers/${serverId}`, answer: { server: server('VM1') } },
      { request: 'GET /v2.1/servers/detail', answer: { servers: [] } },
      { request: 'GET /v2.1/extensions', answer: { extensions: [] } },
      { request: `GET /v2.1/servers/${serverId}/allocation-history?limit=1000`, answer: { changes: [] } },
    ]);

    expect(await cloud.findServer(serverId, evilToo)).toEqual(server('VM1'));
    expect(await cloud.listServers(evil)).toEqual([]);
    expect(await cloud.listExtensions(evilToo)).toEqual([]);
    expect(await cloud.listAllocationHistory(serverId, evilToo)).toEqual([]);
  });
});

describe('byId', () => {
  test('finds a server by its id', async () => {
    const cloud = scriptedCloud([{ request: `GET /v2.1/servers/${serverId}`, answer: { server: server('VM1') } }]);

    expect(await cloud.findServer(serverId, { byId: true })).toEqual(server('VM1'));
  });

  test('never looks for a server of that name', async () => {
    const found = scriptedCloud([{ request: `GET /v2.1/servers/${serverId}`, ...notFound }]);
    const acted = scriptedCloud([{ ...setShares, ...notFound }]);
    const missing = { fault: 'itemNotFound', status: 404, isOutcomeUnknown: false };

    expect(await errorOf(found.findServer(serverId, { byId: true }))).toMatchObject(missing);
    expect(await errorOf(acted.setCpuPriority(serverId, { share: 400 }, { byId: true }))).toMatchObject(missing);
  });

  test('holds for what does not look like an id, which stays one part of the path', async () => {
    const path = 'http://cloud.test:9774/v2.1/servers/VM1%2F..%3Fa/action';
    const asked: string[] = [];
    const fetch = async (url: string) => {
      asked.push(url);
      return { status: 200, headers: new Headers(), text: async () => '{"share": 400}' };
    };

    await scriptedCloud([], { fetch }).runAction('VM1/..?a', 'set-cpu-priority', { share: 400 }, { byId: true });

    expect(asked).toEqual([path]);
  });

  test('is not taken from connect', async () => {
    const options = { byId: true } as object;
    const cloud = scriptedCloud([byName('^VM1$', server('VM1')), setShares], options);

    expect(await cloud.setCpuPriority('VM1', { share: 400 })).toEqual({ share: 400 });
  });
});

describe.each(['', undefined, null, 7, {}, []].map((name) => ({ name })))('a server that is named by $name', ({
  name,
}) => {
  const named = name as string;
  const message = /^a server is named by its name or its id, not by /;

  test.each([{}, { byId: true }])('is a TypeError with %j, and nothing is sent', async (options) => {
    const cloud = scriptedCloud([]);

    for (const call of [
      cloud.findServer(named, options),
      cloud.getCpuPriority(named, options),
      cloud.setCpuPriority(named, { share: 400 }, options),
      cloud.runAction(named, 'get-cpu-priority', null, options),
      cloud.listAllocationHistory(named, options),
    ])
      await expect(call).rejects.toThrow(
        expect.objectContaining({ name: 'TypeError', message: expect.stringMatching(message) }),
      );
  });
});
