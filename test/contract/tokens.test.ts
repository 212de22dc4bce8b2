import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actionNames, project1, vm1, vm3 } from './app-under-test.ts';
import { ask } from './ask.ts';
import { type KeystoneApp, post, startKeystoneApp } from './keystone-app.ts';

let world: KeystoneApp;
beforeAll(async () => {
  world = await startKeystoneApp();
});
afterAll(() => world.close());

const action = (token?: string, headers: Record<string, string> = {}) =>
  ask(world.app, {
    method: 'POST',
    path: `/v2.1/servers/${vm1}/action`,
    body: { 'get-cpu-priority': null },
    headers,
    ...(token === undefined ? {} : { token }),
  });

describe('401 is answered as keystonemiddleware does', () => {
  const tokens: Readonly<Record<string, () => string | undefined>> = {
    'no token': () => undefined,
    'an empty token': () => '',
    'a token that nobody issued': () => 'gAAAAABnonsense',
    'an expired token': () => world.keystone.issue({ lifeMs: 0 }),
    'an unscoped token': () => world.keystone.issue({ scope: 'none' }),
    'two tokens': () => `${world.keystone.issue()}, ${world.keystone.issue()}`,
    'a token that is too long': () => 'x'.repeat(3000),
  };

  test.each(Object.entries(tokens))('to %s', async (_what, token) => {
    const answer = await action(token());

    expect([answer.status, answer.body]).toEqual([
      401,
      { error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' } },
    ]);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'www-authenticate': 'Keystone uri="http://127.0.0.1:5000/"',
      'x-openstack-request-id': expect.stringMatching(/^req-/),
      'x-compute-request-id': answer.headers['x-openstack-request-id'],
    });
    expect(answer.headers).not.toHaveProperty('openstack-api-version');
    expect(answer.headers).not.toHaveProperty('vary');
  });
});

describe('while Keystone is away', () => {
  test('a new token is 503, a known one goes on, and none is still 401', async () => {
    const known = world.keystone.issue({ projectId: project1 });
    const fresh = world.keystone.issue({ projectId: project1 });
    await action(known);
    await world.keystone.stop();

    const answers = [await action(known), await action(fresh), await action('nonsense'), await action()];
    await world.keystone.start();

    expect(answers.map(({ status }) => status)).toEqual([200, 503, 503, 401]);
    const [, away] = answers;
    expect(away?.body).toEqual({
      serviceUnavailable: { code: 503, message: 'The Keystone service is temporarily unavailable.' },
    });
    expect(away?.headers).not.toHaveProperty('www-authenticate');
    expect(away?.headers).not.toHaveProperty('openstack-api-version');
    expect((await action(fresh)).status).toBe(200);
  });

  test('every operation that takes a token is 503', async () => {
    const paths = ['/servers', '/servers/detail', `/servers/${vm1}`, '/extensions', '/extensions/os-libvirt-resources'];
    await world.keystone.stop();
    const asked = paths.map((path, index) => ask(world.app, { path: `/v2.1${path}`, token: `t${index}` }));
    const answers = await Promise.all(asked).finally(() => world.keystone.start());

    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 503));
  });
});

test('who a caller is is never taken from their headers', async () => {
  const token = world.keystone.issue({ projectId: project1, roles: ['reader'] });
  const claims = {
    'X-User-Id': 'root',
    'X-Project-Id': 'd1e5a0b0c4f84a6e9a0f5b1c2d3e4f02',
    'X-Tenant-Id': 'd1e5a0b0c4f84a6e9a0f5b1c2d3e4f02',
    'X-Roles': 'admin',
    'X-Identity-Status': 'Confirmed',
    'X-Is-Admin-Project': 'True',
    'X-Service-Roles': 'service',
  };
  const other = (given?: string) =>
    ask(world.app, {
      method: 'POST',
      path: `/v2.1/servers/${vm3}/action`,
      body: { 'set-cpu-priority': { share: 4 } },
      headers: claims,
      ...(given === undefined ? {} : { token: given }),
    });

  expect((await other()).status).toBe(401);
  expect((await other(token)).status).toBe(404);
  expect((await action(token, claims)).status).toBe(200);
  expect(world.performed.at(-1)?.server.id).toBe(vm1);
});

test('the token is looked at before the body is read', async () => {
  const answer = await ask(world.app, {
    method: 'POST',
    path: `/v2.1/servers/${vm1}/action`,
    token: 'nonsense',
    body: 'x'.repeat(200_000),
  });

  expect(answer.status).toBe(401);
});

test('no token, whole or in part, is in any line of the log', async () => {
  const token = world.keystone.issue({ projectId: project1, roles: ['admin'] });
  const other = world.keystone.issue();
  for (const name of actionNames) await post(world.url, { server: vm1, token, body: { [name]: null } });
  await world.keystone.stop();
  await action(other);
  await world.keystone.start();
  world.keystone.forgetLogins();
  await action(other);

  const log = JSON.stringify(world.logged);
  expect(log).toContain('ECONNREFUSED');
  for (const secret of [token, other, 'gAAAAAB', 'subject_', 'service_', 'Pa$$w0rd']) expect(log).not.toContain(secret);
});

describe('under load, with Keystone killed and started again', () => {
  test('known tokens go on, new ones get 503 meanwhile, and nothing gets in', async () => {
    const known = Array.from({ length: 5 }, () => world.keystone.issue({ projectId: project1 }));
    await Promise.all(known.map((token) => action(token)));
    const seen: { readonly what: 'known' | 'new' | 'wrong'; readonly status: number; readonly down: boolean }[] = [];
    let down = false;
    let running = true;
    const load = async (what: 'known' | 'new' | 'wrong', tokenOf: (round: number) => string): Promise<void> => {
      for (let round = 0; running; round += 1) {
        const token = tokenOf(round);
        const downBefore = down;
        const { status } = await post(world.url, { server: vm1, token, body: { 'get-cpu-priority': null } });
        // A request that saw both is no witness of either.
        if (downBefore === down || what !== 'new') seen.push({ what, status, down });
      }
    };
    const loads = [
      ...known.map((token) => load('known', () => token)),
      ...[1, 2, 3].map(() => load('new', () => world.keystone.issue({ projectId: project1 }))),
      ...[1, 2, 3].map((each) => load('wrong', (round) => `wrong-${each}-${round}`)),
    ];
    const until = async (enough: () => boolean) => {
      while (!enough()) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const countOf = (isDown: boolean) => seen.filter((each) => each.what === 'new' && each.down === isDown).length;

    for (let time = 1; time <= 2; time += 1) {
      await until(() => countOf(false) >= 20 * time);
      await world.keystone.stop();
      down = true;
      await until(() => countOf(true) >= 20 * time);
      down = false;
      await world.keystone.start();
    }
    await until(() => countOf(false) >= 60);
    running = false;
    await Promise.all(loads);

    const statusesOf = (what: string) => [
      ...new Set(seen.filter((each) => each.what === what).map(({ status }) => status)),
    ];
    expect(statusesOf('known')).toEqual([200]);
    expect(statusesOf('new').sort()).toEqual([200, 503]);
    expect(statusesOf('wrong').sort()).toEqual([401, 503]);
    expect(seen.filter(({ what, down: isDown, status }) => what === 'new' && isDown && status !== 503)).toEqual([]);
  });
});
