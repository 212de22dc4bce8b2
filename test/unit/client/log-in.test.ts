import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connect, type Login } from '../../../client/index.ts';
import { type CapturedAnswer, capturedRefusal, capturedRoot, capturedToken } from '../../fakes/keystone-captures.ts';
import { FakeCloud } from '../../fakes/keystone-cloud.ts';
import { fakeCredential, fakeProject, fakeUser } from '../../fakes/keystone-fake.ts';
import { errorOf, serverId } from './calls.ts';
import { cloudOf, credentialLogin, passwordLogin } from './logins.ts';

const authUrl = 'http://keystone.test:5000/v3';
const { password } = fakeUser;
const projectId = fakeProject.id;
const token = (cloud: FakeCloud): string => {
  const { headers } = cloud.keystone.answer('POST', '/v3/auth/tokens', bodyOfPassword);
  return headers['X-Subject-Token']!;
};
const bodyOfPassword = JSON.stringify({
  auth: {
    identity: { methods: ['password'], password: { user: { id: fakeUser.id, password } } },
    scope: { project: { id: projectId } },
  },
});

describe('a login by password', () => {
  const user = { type: 'password', authUrl, password } as const;

  test.each<[string, Login, object, object]>([
    ['ids', { ...user, userId: fakeUser.id, projectId }, { id: fakeUser.id }, { id: projectId }],
    [
      'names, in the domain with the id default',
      { ...user, username: 'demo', projectName: 'demo' },
      { name: 'demo', domain: { id: 'default' } },
      { name: 'demo', domain: { id: 'default' } },
    ],
    [
      'names and the names of domains',
      { ...user, username: 'demo', userDomainName: 'Default', projectName: 'demo', projectDomainName: 'Default' },
      { name: 'demo', domain: { name: 'Default' } },
      { name: 'demo', domain: { name: 'Default' } },
    ],
    [
      'names and the ids of domains, which go before their names',
      { ...user, username: 'demo', userDomainId: 'default', userDomainName: 'x', projectName: 'demo' },
      { name: 'demo', domain: { id: 'default' } },
      { name: 'demo', domain: { id: 'default' } },
    ],
    [
      'ids where there are names, too',
      { ...user, userId: fakeUser.id, username: 'x', projectId, projectName: 'x' },
      { id: fakeUser.id },
      { id: projectId },
    ],
  ])('names user and project by %s', async (_, login, namedUser, project) => {
    const cloud = new FakeCloud();

    expect(await cloudOf(cloud, login).getCpuPriority(serverId)).toEqual({ share: 1024 });
    expect(cloud.keystone.logins).toEqual([
      {
        auth: {
          identity: { methods: ['password'], password: { user: { ...namedUser, password } } },
          scope: { project },
        },
      },
    ]);
  });
});

describe('a login by application credential', () => {
  const credential = {
    type: 'applicationCredential',
    authUrl,
    applicationCredentialSecret: fakeCredential.secret,
  } as const;
  const { secret } = fakeCredential;

  test.each<[string, Login, object]>([
    ['its id', { ...credential, applicationCredentialId: fakeCredential.id }, { id: fakeCredential.id, secret }],
    [
      'its name and its user',
      { ...credential, applicationCredentialName: 'deploy', username: 'demo', userDomainName: 'Default' },
      { name: 'deploy', secret, user: { name: 'demo', domain: { name: 'Default' } } },
    ],
    [
      'its name and its user’s id',
      { ...credential, applicationCredentialName: 'deploy', userId: fakeUser.id },
      { name: 'deploy', secret, user: { id: fakeUser.id } },
    ],
  ])('names it by %s, and never a project', async (_, login, proof) => {
    const cloud = new FakeCloud();

    expect(await cloudOf(cloud, login).getCpuPriority(serverId)).toEqual({ share: 1024 });
    expect(cloud.keystone.logins).toEqual([
      { auth: { identity: { methods: ['application_credential'], application_credential: proof } } },
    ]);
  });
});

test('a login by token gets another one for the project', async () => {
  const cloud = new FakeCloud();
  const first = token(cloud);

  await cloudOf(cloud, { type: 'token', authUrl, token: first, projectName: 'demo' }).getCpuPriority(serverId);

  expect(cloud.keystone.logins[1]).toEqual({
    auth: {
      identity: { methods: ['token'], token: { id: first } },
      scope: { project: { name: 'demo', domain: { id: 'default' } } },
    },
  });
  expect(cloud.asked[0]?.token).not.toBe(first);
});

describe('without Keystone', () => {
  const asked: unknown[] = [];
  const fetch = async (url: string, { headers }: { headers: Record<string, string> }) => {
    asked.push({ url, headers });
    return { status: 200, headers: new Headers(), text: async () => '{"share": 1}' };
  };
  const url = `http://cloud.test/v2.1/servers/${serverId}/action`;
  const usual = { Accept: 'application/json', 'Content-Type': 'application/json' };
  beforeEach(() => asked.splice(0));

  test('noauth sends user:project', async () => {
    const auth = { type: 'noauth', userId: 'admin', projectId: 'operations' } as const;
    await connect({ auth, endpoint: 'http://cloud.test', fetch }).getCpuPriority(serverId);

    expect(asked).toEqual([{ url, headers: { ...usual, 'X-Auth-Token': 'admin:operations' } }]);
  });

  test('none sends no token at all', async () => {
    await connect({ auth: { type: 'none' }, endpoint: 'http://cloud.test', fetch }).getCpuPriority(serverId);

    expect(asked).toEqual([{ url, headers: usual }]);
  });

  test('an endpoint may be given by its type of service', async () => {
    const endpoints = { compute: 'http://cloud.test' };
    await connect({ auth: { type: 'none' }, endpoints, fetch }).getCpuPriority(serverId);

    expect(asked).toEqual([{ url, headers: usual }]);
  });
});

describe('Keystone is asked where its version 3 is', () => {
  const asked: string[] = [];
  const cloudAt = (given: string, root: CapturedAnswer | Error) =>
    connect({
      auth: { ...passwordLogin, authUrl: given } as Login,
      fetch: async (url, { method }) => {
        asked.push(`${method} ${url}`);
        const answer = method === 'GET' ? root : capturedRefusal;
        if (answer instanceof Error) throw answer;
        return { status: answer.status, headers: new Headers(answer.headers), text: async () => answer.body };
      },
    });
  beforeEach(() => asked.splice(0));

  const ask = (given: string, root: CapturedAnswer | Error) => errorOf(cloudAt(given, root).logIn());
  const linked = (href: unknown) => ({
    ...capturedRoot,
    body: JSON.stringify({ versions: { values: [{ id: 'v2.0' }, { id: 'v3.14', links: [{ rel: 'self', href }] }] } }),
  });

  test.each([
    'http://127.0.0.1:5000/v3',
    'http://127.0.0.1:5000/v3/',
    'http://127.0.0.1:5000/identity/v3//',
  ])('unless the URL says so: %s', async (given) => {
    await ask(given, capturedRoot);

    expect(asked).toEqual([`POST ${given.replace(/\/+$/, '')}/auth/tokens`]);
  });

  test('and the link that a real one gives is followed', async () => {
    await ask('http://127.0.0.1:5000', capturedRoot);

    expect(asked).toEqual(['GET http://127.0.0.1:5000/', 'POST http://127.0.0.1:5000/v3/auth/tokens']);
  });

  test.each([
    [
      'elsewhere on the same origin',
      'http://k.test/x',
      linked('http://k.test/identity/v3/'),
      'http://k.test/identity/v3',
    ],
    ['on another port', 'http://k.test/x', linked('http://k.test:5000/identity/v3/'), 'http://k.test/x/v3'],
    ['on another host', 'https://k.test', linked('https://10.0.0.1/v3/'), 'https://k.test/v3'],
    ['without TLS', 'https://k.test', linked('http://k.test/v3/'), 'https://k.test/v3'],
    ['that is no URL', 'https://k.test', linked('/v3/'), 'https://k.test/v3'],
    ['that is no text', 'https://k.test', linked(3), 'https://k.test/v3'],
    ['in no JSON', 'https://k.test/', { ...capturedRoot, body: '<html>' }, 'https://k.test/v3'],
    [
      'in no document of versions',
      'https://k.test/',
      { ...capturedRoot, body: '{"versions":[1]}' },
      'https://k.test/v3',
    ],
    ['behind a redirect', 'https://k.test/', new TypeError('unexpected redirect'), 'https://k.test/v3'],
  ])('but a link %s leads nowhere else', async (_, given, root, expected) => {
    await ask(given, root);

    expect(asked.at(-1)).toBe(`POST ${expected}/auth/tokens`);
  });
});

describe('a login that fails', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function failure(instead: CapturedAnswer | Error) {
    const cloud = new FakeCloud();
    cloud.keystone.instead = instead;
    const call = errorOf(cloudOf(cloud).setCpuPriority(serverId, { share: 400 }));
    await vi.runAllTimersAsync();
    const error = await call;
    expect(error.message).not.toContain(fakeUser.password);
    return { error, logins: cloud.keystone.logins.length, asked: cloud.asked };
  }
  const answer = (status: number, body: unknown, headers = {}) => ({ status, headers, body: JSON.stringify(body) });

  test('for a wrong password says what Keystone says, and nothing is done', async () => {
    const { error, logins, asked } = await failure(capturedRefusal);

    expect(error).toMatchObject({
      fault: 'unauthorized',
      status: 401,
      requestId: 'req-05843baa-7b8b-4784-bb9d-71140973bfc9',
      message: 'The request you have made requires authentication.',
      isOutcomeUnknown: false,
    });
    expect({ logins, asked }).toEqual({ logins: 1, asked: [] });
  });

  test('for want of a second factor says so, and tries no more', async () => {
    const { error, logins } = await failure({
      ...capturedRefusal,
      headers: { 'Openstack-Auth-Receipt': 'gAAAA-receipt' },
    });

    expect(error).toMatchObject({ fault: 'unauthorized', status: 401 });
    expect(error.message).toBe('Keystone asks for a second factor, which is not supported');
    expect(logins).toBe(1);
  });

  test.each([
    [400, 'badRequest'],
    [403, 'forbidden'],
    [404, 'badAnswer'],
    [413, 'badAnswer'],
    [500, 'badAnswer'],
  ])('with status %d has the fault %s and Keystone’s words', async (code, fault) => {
    const { error, logins } = await failure(answer(code, { error: { code, message: 'No.', title: 'Some' } }));

    expect(error).toMatchObject({ fault, status: code, message: 'No.', isOutcomeUnknown: false });
    expect(logins).toBe(1);
  });

  test.each([502, 503, 504])('with status %d is tried twice more', async (code) => {
    const { error, logins } = await failure({ status: code, headers: {}, body: '<h1>Bad\nGateway</h1>' });

    expect(error).toMatchObject({ fault: 'badAnswer', message: "This is not Keystone's answer: Bad Gateway" });
    expect(logins).toBe(3);
  });

  test('for want of a connection names the place, and is tried twice more', async () => {
    const cause = new Error('connect ECONNREFUSED 10.0.0.1:5000');
    const { error, logins } = await failure(new TypeError('fetch failed', { cause }));

    expect(error).toMatchObject({ fault: 'connectFailure', isOutcomeUnknown: false });
    expect(error.message).toBe(`Unable to establish connection to ${authUrl}: ${cause.message}`);
    expect(logins).toBe(3);
  });

  test.each([
    ['no token', { ...capturedToken, headers: {} }],
    ['a token that cannot be sent', { ...capturedToken, headers: { 'X-Subject-Token': 'a b' } }],
    ['no JSON', { ...capturedToken, body: 'OK' }],
    ['JSON that tells of no token', { ...capturedToken, body: '{}' }],
  ])('for an answer with %s says that it has none', async (_, instead) => {
    const { error } = await failure(instead);

    expect(error).toMatchObject({
      fault: 'badAnswer',
      status: 201,
      message: `${authUrl} answered a login with no token`,
    });
  });
});

test('what a real Keystone answers leads to the endpoint of its catalog, with its token', async () => {
  const cloud = new FakeCloud();
  cloud.keystone.instead = capturedToken;
  const asked: unknown[] = [];
  const { getCpuPriority } = connect({
    auth: passwordLogin,
    async fetch(url, init) {
      if (url.startsWith(authUrl)) return cloud.fetch(url, init);
      asked.push(url, init.headers['X-Auth-Token']);
      return { status: 200, headers: new Headers(), text: async () => '{"share": 1024}' };
    },
  });

  await getCpuPriority(serverId);

  const url = `http://127.0.0.1:8774/v2.1/servers/${serverId}/action`;
  expect(asked).toEqual([url, capturedToken.headers['X-Subject-Token']]);
});

describe('auth', () => {
  const lacking = /^a login of type \w+ takes (.+) as well$/;
  const thrown = (auth: unknown, rest: object = {}): string => {
    try {
      connect({ auth: auth as Login, ...rest });
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).not.toMatch(/secret|Pa\$\$/);
      return (error as Error).message;
    }
    return 'nothing';
  };

  test.each([
    [
      { type: 'password' },
      'auth.authUrl, auth.username or auth.userId, auth.password, auth.projectName or auth.projectId',
    ],
    [{ ...passwordLogin, password: '' }, 'auth.password'],
    [{ type: 'token', authUrl }, 'auth.token, auth.projectName or auth.projectId'],
    [
      { type: 'applicationCredential', authUrl },
      'auth.applicationCredentialId or auth.applicationCredentialName, auth.applicationCredentialSecret',
    ],
    [
      { type: 'applicationCredential', authUrl, applicationCredentialName: 'a', applicationCredentialSecret: 'secret' },
      'auth.username or auth.userId',
    ],
    [{ type: 'noauth', userId: 'admin' }, 'auth.projectId'],
  ])('%j lacks %s', (auth, missing) => {
    expect(lacking.exec(thrown(auth, { endpoint: 'http://cloud.test' }))?.[1]).toBe(missing);
  });

  test.each([
    [null, 'auth takes a type, which is one of password, token, applicationCredential, noauth, none'],
    [{}, 'auth takes a type, which is one of password, token, applicationCredential, noauth, none'],
    [{ type: 'toString' }, 'auth takes a type, which is one of password, token, applicationCredential, noauth, none'],
    [{ ...passwordLogin, password: ['secret'] }, 'auth.password takes a text'],
    [
      { ...passwordLogin, authUrl: 'keystone:5000' },
      "'keystone:5000' is no auth URL: it takes a URL such as http://127.0.0.1:5000/v3",
    ],
    [
      { ...passwordLogin, authUrl: 'http://demo:secret@keystone.test/v3' },
      'an auth URL has no credentials, no query and no fragment: it takes a URL such as http://127.0.0.1:5000/v3',
    ],
    [
      { ...passwordLogin, authUrl: 'http://k.test/v2.0/' },
      "Keystone's version 2.0 is not supported: 'http://k.test/v2.0' should end in /v3, or in no version",
    ],
    [{ type: 'none' }, 'a login of type none takes an endpoint as well: it has no catalog'],
    [
      { type: 'noauth', userId: 'a', projectId: 'b' },
      'a login of type noauth takes an endpoint as well: it has no catalog',
    ],
  ])('%j is refused', (auth, message) => {
    expect(thrown(auth)).toBe(message);
  });

  test('and a token are too much', () => {
    expect(thrown(passwordLogin, { token: 'a:b' })).toBe('there is either a token or auth, not both');
  });

  test('of Keystone may have an endpoint that is none only by mistake', () => {
    expect(thrown(credentialLogin, { endpoint: 'cloud' })).toContain("'cloud' is no endpoint");
    expect(thrown(credentialLogin, { endpoints: { compute: 'cloud' } })).toContain("'cloud' is no endpoint");
  });
});
