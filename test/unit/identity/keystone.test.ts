import { describe, expect, test } from 'vitest';
import type { Authenticate } from '../../../src/identity/caller.ts';
import { keystone as authenticatorOf } from '../../../src/identity/keystone.ts';
import { ms } from '../../../src/units.ts';
import { type ScriptedKeystone, startKeystone } from '../../fakes/keystone.ts';
import { loginAt } from '../openstack/login.ts';

const away = { kind: 'cloudUnavailable', message: 'The Keystone service is temporarily unavailable.' };

interface World {
  readonly keystone: ScriptedKeystone;
  readonly authenticate: Authenticate;
  /** Both clocks, Keystone's and ours. */
  pass(timeMs: number): void;
}

async function world(cacheTimeMs = 300_000): Promise<World> {
  const keystone = await startKeystone();
  let now = Date.now();
  keystone.now = () => now;
  const authenticate = authenticatorOf({
    openstack: loginAt(keystone, { now: () => now }),
    cacheTimeMs: ms(cacheTimeMs),
    isAdmin: ({ roles }) => roles.includes('admin'),
    now: () => now,
  });
  return {
    keystone,
    authenticate,
    pass(timeMs) {
      now += timeMs;
    },
  };
}

describe('a token of a project', () => {
  test('is its user, in that project, with its roles', async () => {
    const { keystone, authenticate } = await world();

    expect(await authenticate(keystone.issue({ userId: 'u', projectId: 'p', roles: ['Member', 'reader'] }))).toEqual({
      userId: 'u',
      projectId: 'p',
      roles: ['Member', 'reader'],
      userDomainId: 'default',
      projectDomainId: 'default',
      isAdmin: false,
    });
  });

  test('is an admin if the policy says so', async () => {
    const { keystone, authenticate } = await world();

    expect(await authenticate(keystone.issue({ roles: ['admin'] }))).toMatchObject({ isAdmin: true });
  });

  test('of an application credential without access rules is taken', async () => {
    const { keystone, authenticate } = await world();

    expect(await authenticate(keystone.issue({ credential: {} }))).toMatchObject({ userId: 'alice' });
  });

  test('is put to Keystone without asking for the catalog, and without a word of access rules', async () => {
    const { keystone, authenticate } = await world();
    const token = keystone.issue();

    await authenticate(token);

    expect(keystone.lastAsked).toMatchObject({ 'x-subject-token': token });
    expect(keystone.lastAsked).not.toHaveProperty('openstack-identity-access-rules');
  });
});

describe('nobody gets in', () => {
  test.each([
    ['unscoped', { scope: 'none' }],
    ['of a domain', { scope: 'domain', roles: ['admin'] }],
    ['of the system', { scope: 'system', roles: ['admin'] }],
    ['of an application credential with access rules', { credential: { access_rules: [{ path: '/v2.1/**' }] } }],
    ['of an application credential with no access rule at all', { credential: { access_rules: [] } }],
    ['that has expired', { lifeMs: 0 }],
  ] as const)('with a token %s', async (_what, of) => {
    const { keystone, authenticate } = await world();

    expect(await authenticate(keystone.issue(of))).toBeUndefined();
  });

  test('with a token whose access rules Keystone tells instead of refusing it', async () => {
    const { keystone, authenticate } = await world();
    keystone.mindsAccessRules = false;

    expect(await authenticate(keystone.issue({ credential: { access_rules: [] } }))).toBeUndefined();
  });

  test('with a token that was revoked before it was first seen', async () => {
    const { keystone, authenticate } = await world();
    const token = keystone.issue();
    keystone.revoke(token);

    expect(await authenticate(token)).toBeUndefined();
  });

  test.each([
    '',
    ' ',
    'a b',
    'a\nb',
    'tökén',
    '\u0000',
    'x'.repeat(2049),
  ])('with %j, which is never put to Keystone', async (token) => {
    const { keystone, authenticate } = await world();

    expect(await authenticate(token)).toBeUndefined();
    expect(keystone.calls).toEqual({ logins: 0, validations: 0 });
  });
});

describe('a valid token', () => {
  test('is remembered for the cache time, even while Keystone is away and after it was revoked', async () => {
    const { keystone, authenticate, pass } = await world();
    const token = keystone.issue();
    await authenticate(token);
    keystone.revoke(token);
    await keystone.stop();

    pass(299_999);
    expect(await authenticate(token)).toMatchObject({ userId: 'alice' });
    pass(1);
    await expect(authenticate(token)).rejects.toMatchObject(away);
    await keystone.start();
    expect(await authenticate(token)).toBeUndefined();
  });

  test('is not remembered beyond its own end', async () => {
    const { keystone, authenticate, pass } = await world();
    const token = keystone.issue({ lifeMs: 60_000 });
    await authenticate(token);

    pass(59_999);
    expect(await authenticate(token)).toBeDefined();
    pass(1);
    expect(await authenticate(token)).toBeUndefined();
  });

  test('is asked about each time with a cache time of 0', async () => {
    const { keystone, authenticate } = await world(0);
    const token = keystone.issue();

    await authenticate(token);
    keystone.revoke(token);

    expect(await authenticate(token)).toBeUndefined();
  });

  test('is asked about once by requests that come together', async () => {
    const { keystone, authenticate } = await world();
    const token = keystone.issue();

    const callers = await Promise.all(Array.from({ length: 50 }, () => authenticate(token)));

    expect(new Set(callers.map((caller) => caller?.userId))).toEqual(new Set(['alice']));
    expect(keystone.calls).toEqual({ logins: 1, validations: 1 });
  });
});

test('a token that is not valid is not remembered as such', async () => {
  const { keystone, authenticate } = await world();

  await authenticate('nonsense');
  await authenticate('nonsense');

  expect(keystone.calls.validations).toBe(2);
});

test('a new login is made when ours is not known any more, and the caller does not notice', async () => {
  const { keystone, authenticate } = await world(0);
  await authenticate(keystone.issue());

  keystone.forgetLogins();

  expect(await authenticate(keystone.issue())).toMatchObject({ userId: 'alice' });
  expect(keystone.calls.logins).toBe(2);
});

describe('503 is answered', () => {
  test('while Keystone is away, and not any more when it is back', async () => {
    const { keystone, authenticate } = await world();
    const token = keystone.issue();

    await keystone.stop();
    await expect(authenticate(token)).rejects.toMatchObject(away);
    await keystone.start();
    expect(await authenticate(token)).toBeDefined();
  });

  test.each([400, 429, 500, 503])('when Keystone answers %d', async (status) => {
    const { keystone, authenticate } = await world();
    await authenticate(keystone.issue());

    keystone.brokenStatus = status;

    await expect(authenticate(keystone.issue())).rejects.toMatchObject(away);
  });

  test('when novatuned may not validate tokens, and the log says which role it lacks', async () => {
    const { keystone, authenticate } = await world();
    keystone.mayValidate = false;

    await expect(authenticate(keystone.issue())).rejects.toMatchObject({
      ...away,
      cause: { message: expect.stringContaining('must have the role service or admin') },
    });
  });

  test('when more made-up tokens come than Keystone is asked about, which is sixteen at once', async () => {
    const { keystone, authenticate } = await world();
    const known = keystone.issue();
    await authenticate(known);
    keystone.delayMs = 5;

    const results = await Promise.allSettled(Array.from({ length: 400 }, (_each, index) => authenticate(`t${index}`)));
    const refused = results.filter(({ status }) => status === 'rejected');

    expect(refused).toHaveLength(400 - 16 - 256);
    expect(refused[0]).toMatchObject({ reason: away });
    expect(results.every((result) => result.status === 'rejected' || result.value === undefined)).toBe(true);
    expect(keystone.busiest).toBeLessThanOrEqual(16);
    expect(await authenticate(known)).toBeDefined();
  });
});
