import { describe, expect, test } from 'vitest';
import { errorOf, scriptedCloud, serverId } from './calls.ts';
import { byName, byNameInAll, notFound, server } from './searches.ts';

describe('an action', () => {
  const set = { body: { 'set-cpu-priority': { share: 400 } }, answer: { share: 400 } };
  const path = (id: string) => `POST /v2.1/servers/${id}/action`;

  test('on a name goes to the server’s id', async () => {
    const cloud = scriptedCloud([byName('^VM2$', server('VM2', 2)), { request: path(server('VM2', 2).id), ...set }]);

    expect(await cloud.setCpuPriority('VM2', { share: 400 })).toEqual({ share: 400 });
  });

  test('on an id asks for nothing else', async () => {
    const cloud = scriptedCloud([{ request: path(serverId), ...set }]);

    expect(await cloud.setCpuPriority(serverId, { share: 400 })).toEqual({ share: 400 });
  });

  test('on what only looks like an id goes to the server of that name', async () => {
    const cloud = scriptedCloud([
      { request: path(serverId), ...set, ...notFound },
      byName(`^${serverId}$`, server(serverId, 7)),
      { request: path(server('', 7).id), ...set },
    ]);

    expect(await cloud.setCpuPriority(serverId, { share: 400 })).toEqual({ share: 400 });
  });

  test('on nobody is not carried out', async () => {
    const cloud = scriptedCloud([byName('^VM9$'), byNameInAll('^VM9$')]);

    expect(await errorOf(cloud.setCpuPriority('VM9', { share: 400 }))).toMatchObject({ fault: 'itemNotFound' });
  });
});
