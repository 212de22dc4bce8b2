import { describe, expect, test } from 'vitest';
import { appUnderTest, reader, vm1 } from './app-under-test.ts';
import { ask } from './ask.ts';
import { openFront, openNova } from './front-under-test.ts';

const origin = 'https://dashboard.example.org';
const { app } = appUnderTest({ corsOrigins: [origin, 'http://localhost:3000'] });
const path = `/v2.1/servers/${vm1}/action`;

const corsOf = (headers: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));

const preflight = (headers: Record<string, string>, to = app) => ask(to, { method: 'OPTIONS', path, headers });

describe('what a browser asks beforehand', () => {
  test.each([
    ['POST', 'X-Auth-Token,Content-Type'],
    ['GET', 'x-auth-token, openstack-api-version, accept'],
    ['DELETE', 'X-OpenStack-Nova-API-Version'],
    ['PUT', ''],
  ])('is allowed for %s with "%s", without a token', async (method, headers) => {
    const answer = await preflight({
      Origin: origin,
      'Access-Control-Request-Method': method,
      ...(headers === '' ? {} : { 'Access-Control-Request-Headers': headers }),
    });

    expect(answer.status).toBe(200);
    expect(answer.headers.vary).toBe('Origin');
    expect(corsOf(answer.headers)).toEqual({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '3600',
      'access-control-allow-methods': method,
      ...(headers === '' ? {} : { 'access-control-allow-headers': headers.replaceAll(' ', '') }),
    });
  });

  test.each([
    ['another origin', { Origin: 'https://evil.example.org', 'Access-Control-Request-Method': 'GET' }],
    ['a method that is none of Nova’s', { Origin: origin, 'Access-Control-Request-Method': 'TRACE' }],
    ['a method in small letters', { Origin: origin, 'Access-Control-Request-Method': 'get' }],
    [
      'a header that is none of Nova’s',
      {
        Origin: origin,
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'X-Auth-Token, X-Evil',
      },
    ],
    ['no method', { Origin: origin }],
    ['no origin', { 'Access-Control-Request-Method': 'GET' }],
  ])('is answered as ever for %s', async (_what, headers) => {
    const answer = await preflight(headers as Record<string, string>);

    expect(answer.status).toBe(200);
    expect(answer.text).toBe('');
    expect(corsOf(answer.headers)).toEqual({});
    expect(answer.headers).not.toHaveProperty('vary');
  });
});

describe('an answer', () => {
  const exposed =
    'X-Auth-Token,X-Openstack-Request-Id,X-Subject-Token,X-Service-Token,' +
    'X-OpenStack-Nova-API-Version,OpenStack-API-Version,Warning,ETag';

  test.each([
    [200, { token: reader }],
    [401, {}],
    [413, { token: reader, method: 'POST', path, body: 'x'.repeat(120_000) }],
  ] as const)('with %d may be read by a page of that origin', async (status, question) => {
    const answer = await ask(app, { path: '/v2.1/servers', headers: { Origin: origin }, ...question });

    expect(answer.status).toBe(status);
    expect(corsOf(answer.headers)).toEqual({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': exposed,
    });
    expect(answer.headers.vary).toBe(
      status === 200 ? 'Origin, OpenStack-API-Version, X-OpenStack-Nova-API-Version' : 'Origin',
    );
  });

  test.each([
    { Origin: 'https://evil.example.org' },
    { Origin: 'null' },
    {},
  ])('to %j says nothing of it', async (headers) => {
    const answer = await ask(app, { path: '/v2.1/servers', token: reader, headers: headers as Record<string, string> });

    expect(answer.status).toBe(200);
    expect(corsOf(answer.headers)).toEqual({});
    expect(answer.headers.vary).toBe('OpenStack-API-Version, X-OpenStack-Nova-API-Version');
  });

  test('is for every origin where "*" is allowed', async () => {
    const everyone = appUnderTest({ corsOrigins: ['*'] }).app;
    const answer = await ask(everyone, { path: '/', headers: { Origin: 'https://any.example.org' } });

    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });

  test('of a service that no origin is allowed for says nothing of it', async () => {
    const answer = await preflight({ Origin: origin, 'Access-Control-Request-Method': 'GET' }, appUnderTest().app);

    expect(corsOf(answer.headers)).toEqual({});
  });
});

describe('in front of Nova', () => {
  const openWith = async (headers: Record<string, string | string[]>) => {
    const asked: (string | undefined)[] = [];
    const nova = await openNova(({ method }, response) => {
      asked.push(method);
      response.writeHead(200, headers).end('{}');
    });
    return { asked, ...(await openFront(nova, { parts: { corsOrigins: [origin] } })) };
  };

  test('a browser is answered here beforehand, whatever the path', async () => {
    const { url, asked } = await openWith({});
    const headers = { Origin: origin, 'Access-Control-Request-Method': 'POST' };
    const answer = await fetch(`${url}/v2.1/flavors`, { method: 'OPTIONS', headers });

    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(asked).toEqual([]);
    expect((await fetch(`${url}/v2.1/flavors`, { method: 'OPTIONS' })).status).toBe(200);
    expect(asked).toEqual(['OPTIONS']);
  });

  test('what Nova does not say is added to its answers', async () => {
    const { url } = await openWith({ Vary: ['A', 'B'] });
    const answer = await fetch(`${url}/v2.1/flavors`, { headers: { Origin: origin } });

    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('vary')).toBe('A, B, Origin');
  });

  test('what Nova says itself stays as it is', async () => {
    const { url } = await openWith({ Vary: 'A,Origin', 'Access-Control-Allow-Origin': 'https://nova.example.org' });
    const answer = await fetch(`${url}/v2.1/flavors`, { headers: { Origin: origin } });

    expect(corsOf(Object.fromEntries(answer.headers))).toEqual({
      'access-control-allow-origin': 'https://nova.example.org',
    });
    expect(answer.headers.get('vary')).toBe('A,Origin');
  });
});
