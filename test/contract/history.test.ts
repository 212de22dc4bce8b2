import { describe, expect, test } from 'vitest';
import type { ChangeDocument } from '../../src/allocations/document.ts';
import { appUnderTest, nowhere, project1, project2, vm1 } from './app-under-test.ts';
import { ask } from './ask.ts';

const change: ChangeDocument = {
  id: 7,
  at: '2026-11-21T12:00:00.000Z',
  resource: 'cpu',
  cause: 'set',
  asked: 400,
  before: 1024,
  after: 400,
  unit: null,
  until: null,
  outcome: 'success',
  reason: null,
  user_id: 'alice',
  project_id: project1,
  request_id: 'req-1',
};

/** A service that remembers a change of one server of the first project, which is gone. */
const historyOf = (id: string, token: string) =>
  ask(
    appUnderTest({
      findOwner: async (serverId) => (serverId === nowhere ? project1 : undefined),
      history: async (serverId) => (serverId === nowhere ? [change] : []),
    }).app,
    { path: `/v2.1/servers/${id}/allocation-history`, token },
  );

describe('the history of a server that is gone', () => {
  test.each([
    ['whoever was in its project', `alice:${project1}`],
    ['an admin', 'admin:admin'],
  ])('is there for %s', async (_who, token) => {
    const { status, body } = await historyOf(nowhere, token);

    expect(status).toBe(200);
    expect(body).toEqual({ changes: [change] });
  });

  test('is there by its id in capitals', async () => {
    expect((await historyOf(nowhere.toUpperCase(), 'admin:admin')).body).toEqual({ changes: [change] });
  });

  test('is not there for another project', async () => {
    const { status, body } = await historyOf(nowhere, `mallory:${project2}`);

    expect(status).toBe(404);
    expect(body.itemNotFound.message).toBe(`Instance ${nowhere} could not be found.`);
  });

  test('is not there where nothing was ever changed', async () => {
    expect((await historyOf(nowhere.replace(/.$/, '1'), 'admin:admin')).status).toBe(404);
  });
});

test('the history of a server that nothing was changed on is empty', async () => {
  expect((await historyOf(vm1, 'admin:admin')).body).toEqual({ changes: [] });
});
