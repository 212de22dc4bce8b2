import { describe, expect, test } from 'vitest';
import { ms } from '../../../src/units.ts';
import { byPassword, serviceCredential, serviceUser, startKeystone } from '../../fakes/keystone.ts';
import { closedPort, serve } from '../../fakes/loopback.ts';
import { byCredential, loginAt } from './login.ts';

const validation = (token: string) => ({ method: 'GET', headers: { 'x-subject-token': token } }) as const;
const away = {
  kind: 'cloudUnavailable',
  message: 'The Keystone service is temporarily unavailable.',
};
/** Everything that a failure could tell to whoever writes it down. */
const allOf = (error: unknown): string => {
  const seen: string[] = [];
  for (let each = error; each instanceof Error; each = each.cause)
    seen.push(each.message, each.stack ?? '', JSON.stringify(each, Object.getOwnPropertyNames(each)));
  return seen.join('\n');
};

describe('a login', () => {
  test.each([
    ['a password', byPassword],
    ['an application credential', byCredential],
  ])('is made by %s with the first question, and serves the next ones', async (_what, credentials) => {
    const keystone = await startKeystone();
    const login = loginAt(keystone, { credentials });
    const token = keystone.issue();

    expect(keystone.calls.logins).toBe(0);
    const answers = [
      await login.askKeystone('/auth/tokens?nocatalog', validation(token)),
      await login.askKeystone('/auth/tokens?nocatalog', validation('other')),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 404]);
    expect(keystone.calls).toEqual({ logins: 1, validations: 2 });
  });

  test.each(['', '/', '/v3', '/v3/'])('finds Keystone with %j at the end of its address', async (end) => {
    const keystone = await startKeystone();
    const login = loginAt({ url: `${keystone.url}${end}` });

    expect((await login.askKeystone('/auth/tokens', validation(keystone.issue()))).status).toBe(200);
  });

  test('is made once for questions that come together', async () => {
    const keystone = await startKeystone();
    keystone.delayMs = 20;
    const login = loginAt(keystone);
    const tokens = Array.from({ length: 10 }, () => keystone.issue());

    await Promise.all(tokens.map((token) => login.askKeystone('/auth/tokens', validation(token))));

    expect(keystone.calls).toEqual({ logins: 1, validations: 10 });
  });

  test('is made anew, once, when Keystone does not know it any more', async () => {
    const keystone = await startKeystone();
    const login = loginAt(keystone);
    const ask = () => login.askKeystone('/auth/tokens', validation(keystone.issue()));
    await ask();

    keystone.forgetLogins();
    const answers = await Promise.all([ask(), ask(), ask()]);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(keystone.calls.logins).toBe(2);
  });

  test('is renewed two minutes before its end', async () => {
    const keystone = await startKeystone();
    let now = Date.now();
    keystone.now = () => now;
    const login = loginAt(keystone, { now: () => now });
    const ask = () => login.askKeystone('/auth/tokens', validation('any'));
    await ask();

    now += keystone.loginLifeMs - 121_000;
    await ask();
    expect(keystone.calls.logins).toBe(1);
    now += 2000;
    await ask();
    expect(keystone.calls.logins).toBe(2);
  });

  test('goes on until its end while a new one cannot be had', async () => {
    const keystone = await startKeystone();
    const service = await serve((_request, response) => response.end('{"up": true}'));
    keystone.catalog = [['compute', service]];
    let now = Date.now();
    keystone.now = () => now;
    const login = loginAt(keystone, { now: () => now });
    const ask = () => login.ask('compute', '/', { method: 'GET' });
    await ask();
    await keystone.stop();

    now += keystone.loginLifeMs - 60_000;
    expect((await ask()).body).toEqual({ up: true });
    now += 60_000;
    await expect(ask()).rejects.toMatchObject(away);
  });

  test('that is refused is not tried again for a while, so that the user is not locked out', async () => {
    const keystone = await startKeystone();
    let now = Date.now();
    const login = loginAt(keystone, { credentials: { ...byPassword, password: 'wr0ng' }, now: () => now });
    const ask = () => login.askKeystone('/auth/tokens', validation('any'));

    for (let time = 0; time < 5; time += 1) await expect(ask()).rejects.toMatchObject(away);
    expect(keystone.calls.logins).toBe(1);
    now += 5000;
    await expect(ask()).rejects.toMatchObject(away);
    expect(keystone.calls.logins).toBe(2);
  });
});

describe('a question', () => {
  test('to a Keystone that is away is 503, and the next one after it is back is answered', async () => {
    const keystone = await startKeystone();
    const login = loginAt(keystone);
    const ask = () => login.askKeystone('/auth/tokens', validation('any'));
    await ask();

    await keystone.stop();
    await expect(ask()).rejects.toMatchObject(away);
    await keystone.start();
    expect((await ask()).status).toBe(404);
  });

  test('over a connection that Keystone has closed in the meantime is asked again', async () => {
    const keystone = await startKeystone();
    const login = loginAt(keystone);
    const ask = () => login.askKeystone('/auth/tokens', validation('any'));

    for (let time = 0; time < 5; time += 1) {
      await ask();
      await keystone.stop();
      await keystone.start();
    }
    expect((await ask()).status).toBe(404);
  });

  test('that is not answered in time is 503', async () => {
    const silent = await serve(() => {});
    const login = loginAt(await startKeystone(), { endpoints: { compute: silent } });

    const slow = login.ask('compute', '/', { method: 'GET', timeoutMs: ms(50) });

    await expect(slow).rejects.toMatchObject({
      kind: 'cloudUnavailable',
      message: 'The compute service is temporarily unavailable.',
    });
  });

  test('that not even a new login can ask is 503', async () => {
    const keystone = await startKeystone();
    const service = await serve((_request, response) => response.writeHead(401).end('{}'));
    const login = loginAt(keystone, { endpoints: { compute: service } });

    await expect(login.ask('compute', '/', { method: 'GET' })).rejects.toMatchObject({ kind: 'cloudUnavailable' });
    expect(keystone.calls.logins).toBe(2);
  });

  test('is never sent on to where a service redirects it', async () => {
    const keystone = await startKeystone();
    let stolen = 0;
    const elsewhere = await serve((_request, response) => {
      stolen += 1;
      response.end();
    });
    const service = await serve((_request, response) => response.writeHead(302, { Location: elsewhere }).end());
    const login = loginAt(keystone, { endpoints: { compute: service } });

    expect((await login.ask('compute', '/', { method: 'GET' })).status).toBe(302);
    expect(stolen).toBe(0);
  });
});

describe('the catalog', () => {
  const catalog = [
    ['image', 'http://glance.test'],
    ['compute', 'http://public.test/v2.1/', 'public', 'One'],
    ['compute', 'http://one.test/v2.1/', 'internal', 'One'],
    ['compute', 'http://two.test/v2.1', 'internalURL', 'Two'],
  ] as const;

  test.each([
    ['internal', undefined, 'http://one.test/v2.1'],
    ['internal', 'Two', 'http://two.test/v2.1'],
    ['public', 'One', 'http://public.test/v2.1'],
  ])('has for %s in the region %s %s', async (name, region, url) => {
    const keystone = await startKeystone();
    keystone.catalog = catalog;

    expect(await loginAt(keystone, { choice: { interface: name, region } }).endpointOf('compute')).toBe(url);
  });

  test.each([
    ['admin', undefined],
    ['public', 'Two'],
  ])('that has no endpoint for %s in the region %s makes it 503, and the log names what there is', async (name, region) => {
    const keystone = await startKeystone();
    keystone.catalog = catalog;
    const asked = loginAt(keystone, { choice: { interface: name, region } }).endpointOf('compute');

    await expect(asked).rejects.toMatchObject({
      kind: 'cloudUnavailable',
      cause: { message: expect.stringMatching(/no compute with the interface .*services are image, compute/) },
    });
  });

  test('is not asked for a service whose endpoint is given', async () => {
    const login = loginAt(
      { url: `http://127.0.0.1:${await closedPort()}` },
      { endpoints: { compute: 'http://n.test/' } },
    );

    expect(await login.endpointOf('compute')).toBe('http://n.test');
  });
});

test('no failure tells a password, a secret or a token', async () => {
  const keystone = await startKeystone();
  const gone = { url: `http://127.0.0.1:${await closedPort()}` };
  const ask = (login: ReturnType<typeof loginAt>) => login.askKeystone('/auth/tokens', validation('subject-t0ken'));
  const loggedIn = loginAt(keystone);
  await ask(loggedIn);
  const failures = [
    await ask(loginAt(gone)).catch(allOf),
    await ask(loginAt(gone, { credentials: byCredential })).catch(allOf),
    await ask(loginAt(keystone, { credentials: { ...byPassword, password: `${serviceUser.password}x` } })).catch(allOf),
    await ask(loginAt(keystone, { credentials: { ...byCredential, id: 'wrong' } })).catch(allOf),
    await keystone.stop().then(() => ask(loggedIn).catch(allOf)),
    await loggedIn.askKeystone('/auth/tokens', validation('bad\ntoken')).catch(allOf),
  ];

  for (const failure of failures) {
    expect(failure).toContain('service is temporarily unavailable');
    for (const secret of [serviceUser.password, serviceCredential.secret, 'subject-t0ken', 'gAAAAAB', 'bad\ntoken'])
      expect(failure).not.toContain(secret);
  }
});
