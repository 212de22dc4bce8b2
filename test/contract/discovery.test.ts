import { describe, expect, test } from 'vitest';
import { appUnderTest, project1, reader, vm1 } from './app-under-test.ts';
import { ask } from './ask.ts';

const { app } = appUnderTest();

describe('extensions', () => {
  test.each(['/v2.1', '/v2', ''])('under "%s" list ours, and it can be shown by itself', async (prefix) => {
    const list = await ask(app, { path: `${prefix}/extensions`, token: reader });
    const one = await ask(app, { path: `${prefix}/${project1}/extensions/os-libvirt-resources`, token: reader });

    expect(list.body.extensions).toEqual([one.body.extension]);
    expect(Object.keys(one.body.extension).sort()).toEqual([
      'alias',
      'description',
      'links',
      'name',
      'namespace',
      'updated',
    ]);
  });

  test('that do not exist are no item', async () => {
    const answer = await ask(app, { path: '/v2.1/extensions/nosuch', token: reader });

    expect(answer.body).toEqual({ itemNotFound: { code: 404, message: 'The resource could not be found.' } });
  });
});

describe('microversions', () => {
  const askFor = (path: string, headers: Record<string, string>) => ask(app, { path, token: reader, headers });

  test.each([
    ['compute 2.1'],
    ['compute latest'],
    ['COMPUTE  2.1'],
    ['volume 3.1, compute 2.1'],
    ['compute 2.99, compute 2.1'],
    ['compute'],
  ])('OpenStack-API-Version: %s is served', async (version) => {
    const answer = await askFor('/v2.1/servers', { 'OpenStack-API-Version': version });

    expect(answer.status).toBe(200);
    expect(answer.headers['openstack-api-version']).toBe('compute 2.1');
  });

  test.each([
    ['2.1', 200],
    ['latest', 200],
    ['2.2', 406],
    ['2', 400],
    ['2.01', 400],
  ])('X-OpenStack-Nova-API-Version: %s gets %d', async (version, status) => {
    expect((await askFor('/servers', { 'X-OpenStack-Nova-API-Version': version })).status).toBe(status);
  });

  test('do not exist under /v2', async () => {
    const answer = await askFor('/v2/servers', { 'OpenStack-API-Version': 'compute 2.99' });

    expect(answer.status).toBe(200);
    expect(answer.headers).not.toHaveProperty('openstack-api-version');
    expect(answer.headers).not.toHaveProperty('vary');
  });

  test('are ignored by the documents that tell of them', async () => {
    expect((await askFor('/v2.1/', { 'OpenStack-API-Version': 'compute 2.99' })).status).toBe(200);
  });
});

describe('a path that the API does not have', () => {
  test.each([
    ['GET', '/v2.1/nosuch'],
    ['GET', '/v2.1/servers/x/y/z'],
    ['GET', '/v2/abc'],
    ['GET', `/servers/${vm1}/action`],
    ['POST', '/v2.1/servers'],
    ['DELETE', `/v2.1/servers/${vm1}`],
    ['POST', '/v2.1/'],
    ['GET', '/v2.1/not-a-project!/servers'],
    ['OPTIONS', '/v2.1/nosuch'],
  ] as const)('%s %s gets the 404 of WebOb, once there is a token', async (method, path) => {
    const answer = await ask(app, { method, path, token: reader });

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: '404 Not Found', title: 'Not Found' });
    expect(answer.headers).not.toHaveProperty('openstack-api-version');
    expect((await ask(app, { method, path })).status).toBe(401);
  });

  test.each([
    '/v9/servers',
    '/v2.10/servers',
    '/nosuch',
    '/v9',
  ])('%s, outside of every version, gets the choices', async (path) => {
    const answer = await ask(app, { path });

    expect(answer.status).toBe(300);
    expect(answer.body.choices.map(({ id }: { id: string }) => id)).toEqual(['v2.0', 'v2.1']);
  });
});

test('HEAD is answered as GET, without the body', async () => {
  const answer = await ask(app, { method: 'HEAD', path: '/v2.1/servers', token: reader });

  expect(answer.status).toBe(200);
  expect(answer.text).toBeUndefined();
});
