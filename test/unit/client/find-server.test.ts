import { describe, expect, test } from 'vitest';
import { errorOf, scriptedCloud, serverId } from './calls.ts';
import { byName, byNameInAll, notFound, server } from './searches.ts';

describe('a name', () => {
  test('finds the one server that is called exactly so, although the service ignores case', async () => {
    const cloud = scriptedCloud([byName('^VM1$', server('vm1', 3), server('VM1'), server('Vm1', 2))]);

    expect(await cloud.findServer('VM1')).toEqual(server('VM1'));
  });

  test('is looked for in the own project first, and in all only if it is not there', async () => {
    const cloud = scriptedCloud([byName('^VM3$', server('vm3', 1)), byNameInAll('^VM3$', server('VM3', 3))]);

    expect(await cloud.findServer('VM3')).toEqual(server('VM3', 3));
  });

  test('of the own project hides the same one of another', async () => {
    const cloud = scriptedCloud([byName('^VM1$', server('VM1'))]);

    expect(await cloud.findServer('VM1')).toEqual(server('VM1'));
  });

  test.each([
    ['the own project', [byName('^VM1$', server('VM1', 1), server('VM1', 2))]],
    ['all projects', [byName('^VM1$'), byNameInAll('^VM1$', server('VM1', 1), server('VM1', 2))]],
  ])('that several servers of %s have is ambiguous', async (_where, exchanges) => {
    const error = await errorOf(scriptedCloud(exchanges).findServer('VM1'));

    expect(error).toMatchObject({
      fault: 'ambiguousName',
      message: "Multiple server matches found for 'VM1', use an ID to be more specific.",
    });
  });

  test('that nobody has is not found', async () => {
    const cloud = scriptedCloud([byName('^VM9$'), byNameInAll('^VM9$')]);

    expect(await errorOf(cloud.findServer('VM9'))).toMatchObject({
      fault: 'itemNotFound',
      status: 404,
      message: "No server with a name or ID of 'VM9' exists.",
    });
  });

  test('is not found either by one who may not look into all projects', async () => {
    const forbidden = { forbidden: { code: 403, message: 'Policy does not allow this' } };
    const cloud = scriptedCloud([byName('^VM3$'), { ...byNameInAll('^VM3$'), status: 403, answer: forbidden }]);

    expect(await errorOf(cloud.findServer('VM3'))).toMatchObject({ fault: 'itemNotFound', status: 404 });
  });

  test.each([0, 1])('whose search %d fails is no missing server', async (failing) => {
    const searches = [byName('^VM3$'), byNameInAll('^VM3$')].slice(0, failing + 1);
    const answer = { computeFault: { code: 500, message: 'Unexpected API Error' } };
    const cloud = scriptedCloud(
      searches.map((each, index) => (index === failing ? { ...each, status: 500, answer } : each)),
    );

    expect(await errorOf(cloud.findServer('VM3'))).toMatchObject({ fault: 'computeFault', status: 500 });
  });

  test('may be on any page of the answer', async () => {
    const links = [{ rel: 'next', href: 'http://behind-a-proxy/' }];
    const cloud = scriptedCloud([
      { ...byName('^VM1$'), answer: { servers: [server('vm1', 5), server('vm1', 4)], servers_links: links } },
      {
        request: `GET /v2.1/servers/detail?name=^VM1$&marker=${server('vm1', 4).id}`,
        answer: { servers: [server('VM1')] },
      },
    ]);

    expect(await cloud.findServer('VM1')).toEqual(server('VM1'));
  });
});

describe('an id', () => {
  test('is asked for as it is', async () => {
    const cloud = scriptedCloud([{ request: `GET /v2.1/servers/${serverId}`, answer: { server: server('VM1') } }]);

    expect(await cloud.findServer(serverId)).toEqual(server('VM1'));
  });

  test('that no server has may be the name of one', async () => {
    const cloud = scriptedCloud([
      { request: `GET /v2.1/servers/${serverId}`, ...notFound },
      byName(`^${serverId}$`, server(serverId, 7)),
    ]);

    expect(await cloud.findServer(serverId)).toEqual(server(serverId, 7));
  });

  test('that is neither an id nor a name is not found, with the request id of the first answer', async () => {
    const headers = { 'X-Openstack-Request-Id': 'req-1' };
    const cloud = scriptedCloud([
      { request: `GET /v2.1/servers/${serverId}`, ...notFound, headers },
      byName(`^${serverId}$`),
      byNameInAll(`^${serverId}$`),
    ]);

    expect(await errorOf(cloud.findServer(serverId))).toMatchObject({ fault: 'itemNotFound', requestId: 'req-1' });
  });

  test('is not taken for a name after any other refusal', async () => {
    const answer = { error: { code: 401, title: 'Unauthorized', message: 'The request requires authentication.' } };
    const cloud = scriptedCloud([{ request: `GET /v2.1/servers/${serverId}`, status: 401, answer }]);

    expect(await errorOf(cloud.findServer(serverId))).toMatchObject({ fault: 'unauthorized' });
  });
});
