import { describe, expect, test } from 'vitest';
import { NovaApi } from '../../../src/inventory/nova-api.ts';
import type { Answer } from '../../../src/openstack/openstack.ts';
import { startKeystone } from '../../fakes/keystone.ts';
import { closedPort, serve } from '../../fakes/loopback.ts';
import { FakeNova } from '../../fakes/nova.ts';
import { loginAt } from '../openstack/login.ts';

const u1 = 'a0000000-0000-4000-8000-000000000001';
const away = { kind: 'cloudUnavailable', message: 'The compute service is temporarily unavailable.' };

/** A Nova that is asked by a login of Keystone's, all over HTTP. */
async function cloud(): Promise<{ nova: FakeNova; api: NovaApi }> {
  const nova = new FakeNova();
  const [keystone, url] = await Promise.all([startKeystone(), serve(nova.listener)]);
  return { nova, api: new NovaApi(loginAt(keystone, { endpoints: { compute: `${url}/v2.1` } })) };
}

const answering = (answer: Partial<Answer>): NovaApi =>
  new NovaApi({ ask: async () => ({ status: 200, headers: {}, body: undefined, ...answer }) });

describe('a server of Nova’s', () => {
  test('is read from its document, over the wire', async () => {
    const { nova, api } = await cloud();
    nova.add(u1, { name: 'VM1', projectId: 'q', taskState: 'migrating', locked: true, vmState: 'paused' });

    expect(await api.find(u1)).toEqual({
      id: u1,
      name: 'VM1',
      projectId: 'q',
      userId: '719ce60c06a446fea39ed7f5289320ff',
      flavor: { id: 'lab1', name: '' },
      createdAt: '2026-11-20T12:12:57Z',
      addresses: [{ address: '10.88.0.123', version: 4, mac: 'fa:16:3e:08:61:4b' }],
      state: 'paused',
      taskState: 'migrating',
      isLocked: true,
      hostName: 'compute1',
      hypervisorHostname: 'compute1.example.org',
      domainName: 'instance-00000001',
    });
    expect(nova.asked).toEqual([`/servers/${u1}`]);
  });

  test('is none where Nova says so', async () => {
    const { api } = await cloud();

    expect(await api.find(u1)).toBeUndefined();
  });

  test('in a state that nobody knows yet is in the state unknown', async () => {
    const nova = new FakeNova();
    nova.add(u1, { vmState: 'hibernated' });

    expect((await new NovaApi(nova).find(u1))?.state).toBe('unknown');
  });

  test('with addresses that nobody can read is found all the same', async () => {
    const nova = new FakeNova();
    nova.add(u1);
    const api = new NovaApi({
      ask: async (...question) => {
        const { body, ...answer } = await nova.ask(...question);
        return { ...answer, body: { server: { ...(body as { server: object }).server, addresses: { lab: [{}] } } } };
      },
    });

    expect(await api.find(u1)).toMatchObject({ id: u1, addresses: [] });
  });
});

describe('a Nova that does not answer as it should', () => {
  test('is a fault where nobody listens', async () => {
    const keystone = await startKeystone();
    const compute = `http://127.0.0.1:${await closedPort()}`;

    await expect(new NovaApi(loginAt(keystone, { endpoints: { compute } })).find(u1)).rejects.toMatchObject(away);
  });

  test('is a fault where it hangs up', async () => {
    const { nova, api } = await cloud();
    nova.failing = 'silent';

    await expect(api.find(u1)).rejects.toMatchObject(away);
  });

  test.each<[what: string, answer: Partial<Answer>, cause: RegExp]>([
    [
      'an error of its own',
      { status: 500, body: { computeFault: { code: 500, message: 'x' } } },
      /Nova answered 500 to GET \/servers/,
    ],
    ['a refusal', { status: 403, body: { forbidden: { code: 403, message: 'x' } } }, /403/],
    ['a version that it does not speak', { status: 406, body: {} }, /406/],
    ['a 404 of something else', { status: 404 }, /404/],
    ['no JSON', {}, /Nova answered 200/],
    ['a list', { body: [] }, /Nova answered 200/],
    ['no server', { body: {} }, /not a server of Nova's/],
    ['another server', { body: { server: { id: 'other' } } }, /not a server of Nova's/],
  ])('is a fault with its cause for the log: %s', async (_what, answer, cause) => {
    await expect(answering(answer).find(u1)).rejects.toMatchObject({
      ...away,
      cause: { message: expect.stringMatching(cause) },
    });
  });

  test('is never believed when it answers another server', async () => {
    const nova = new FakeNova();
    nova.add(u1);
    const api = new NovaApi({ ask: (type, _path, question) => nova.ask(type, `/servers/${u1}`, question) });

    await expect(api.find(u1.replace(/1$/, '2'))).rejects.toMatchObject({
      ...away,
      cause: { message: `Nova was asked for server ${u1.replace(/1$/, '2')} and answered ${u1}` },
    });
  });
});

describe('a login', () => {
  test('of an admin is told where servers run', async () => {
    const { nova, api } = await cloud();
    nova.add(u1);

    await expect(api.checkLogin()).resolves.toBeUndefined();
  });

  test('of an admin is good where there are no servers yet', async () => {
    const { api } = await cloud();

    await expect(api.checkLogin()).resolves.toBeUndefined();
  });

  test('of nobody in particular is refused the servers of others', async () => {
    const { nova, api } = await cloud();
    nova.isAdmin = false;

    await expect(api.checkLogin()).rejects.toMatchObject({
      ...away,
      cause: { message: expect.stringContaining('403') },
    });
  });

  test('that may list, and is not told where servers run, says what it takes', async () => {
    const nova = new FakeNova();
    nova.add(u1);
    nova.isAdmin = false;
    const own = new NovaApi({
      ask: (type, path, question) => nova.ask(type, path.replace('all_tenants=1&', ''), question),
    });

    const cause = { message: expect.stringContaining('must be an admin') };
    await expect(own.checkLogin()).rejects.toMatchObject({ ...away, cause });
    await expect(own.find(u1)).rejects.toMatchObject({ ...away, cause });
  });
});
