import { describe, expect, test } from 'vitest';
import { appUnderTest, reader, vm1 } from './app-under-test.ts';
import { ask } from './ask.ts';

const host = 'cloud.internal:9774';

/** Where links lead, of a request that comes from 127.0.0.1. */
async function linkOf(headers: Record<string, string>, trustedProxies: readonly string[]): Promise<string> {
  const { app } = appUnderTest({ trustedProxies });
  const answer = await ask(app, { path: '/', headers: { Host: host, ...headers } });
  return answer.body.versions[1].links[0].href;
}

const all = {
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'cloud.example.org:8774',
  'X-Forwarded-Prefix': '/compute',
  'X-Forwarded-For': '203.0.113.9',
};

describe('links behind a load balancer', () => {
  test.each([
    ['all four', all, 'https://cloud.example.org:8774/compute/v2.1/'],
    ['the scheme', { 'X-Forwarded-Proto': 'https' }, `https://${host}/v2.1/`],
    ['the host', { 'X-Forwarded-Host': 'cloud.example.org' }, 'http://cloud.example.org/v2.1/'],
    ['an IPv6 host', { 'X-Forwarded-Host': '[2001:db8::1]:80' }, 'http://[2001:db8::1]:80/v2.1/'],
    ['a prefix of two', { 'X-Forwarded-Prefix': '/a/b/' }, `http://${host}/a/b/v2.1/`],
    ['a prefix that is no path', { 'X-Forwarded-Prefix': '//evil.example.org"' }, `http://${host}/v2.1/`],
    ['a prefix without a slash', { 'X-Forwarded-Prefix': 'compute' }, `http://${host}/v2.1/`],
    ['an empty prefix', { 'X-Forwarded-Prefix': '/' }, `http://${host}/v2.1/`],
    ['a scheme that is none', { 'X-Forwarded-Proto': 'javascript' }, `http://${host}/v2.1/`],
    [
      'several of each',
      { ...all, 'X-Forwarded-Host': 'a.example.org, b.example.org' },
      'https://a.example.org/compute/v2.1/',
    ],
    ['none', {}, `http://${host}/v2.1/`],
  ])('that sends %s lead to where the caller is', async (_what, headers, link) => {
    expect(await linkOf(headers as Record<string, string>, ['127.0.0.1'])).toBe(link);
  });

  test('take no time to find, however many slashes a prefix has', async () => {
    const prefix = `/${'/'.repeat(15_000)}x`;
    const begunAt = performance.now();

    expect(await linkOf({ 'X-Forwarded-Prefix': prefix }, ['127.0.0.1'])).toBe(`http://${host}/v2.1/`);
    expect(performance.now() - begunAt).toBeLessThan(300);
  });

  test.each([
    [],
    ['192.0.2.0/24'],
    ['127.0.0.2'],
    ['::1'],
    ['::ffff:192.0.2.1'],
  ])('are not led astray by others than %j', async (...trusted) => {
    expect(await linkOf(all, trusted)).toBe(`http://${host}/v2.1/`);
  });

  test.each([
    ['127.0.0.0/8'],
    ['0.0.0.0/0'],
    ['192.0.2.0/24', '127.0.0.1/32'],
    ['::ffff:127.0.0.1'],
  ])('may come from %j', async (...trusted) => {
    expect(await linkOf(all, trusted)).toBe('https://cloud.example.org:8774/compute/v2.1/');
  });

  test('are those of servers, choices and versions alike', async () => {
    const { app } = appUnderTest({ trustedProxies: ['127.0.0.1'] });
    const asked = { headers: all, token: reader };
    const server = await ask(app, { path: `/v2.1/servers/${vm1}`, ...asked });
    const page = await ask(app, { path: '/v2.1/servers?limit=1', ...asked });
    const choices = await ask(app, { path: '/v9', ...asked });
    const version = await ask(app, { path: '/v2.1/', ...asked });

    const base = 'https://cloud.example.org:8774/compute';
    expect(server.body.server.links).toEqual([
      { rel: 'self', href: `${base}/v2.1/servers/${vm1}` },
      { rel: 'bookmark', href: `${base}/servers/${vm1}` },
    ]);
    expect(page.body.servers_links[0].href).toMatch(`${base}/v2.1/servers?limit=1&marker=`);
    expect(choices.body.choices[0].links[0].href).toBe(`${base}/v2/v9`);
    expect(version.body.version.links.map(({ href }: { href: string }) => href)).toEqual([
      `${base}/v2.1/`,
      `${base}/docs/`,
    ]);
  });
});

describe('the log', () => {
  test.each([
    ['the caller whom a load balancer names', ['127.0.0.1'], '203.0.113.9', '203.0.113.9'],
    ['the nearest that is no load balancer', ['127.0.0.1'], '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['the one before two load balancers', ['127.0.0.1', '203.0.113.0/24'], '198.51.100.1, 203.0.113.9', '198.51.100.1'],
    ['who has connected, whatever they say', [], '203.0.113.9', '127.0.0.1'],
  ])('names %s', async (_what, trustedProxies, forwardedFor, client) => {
    const { app, logged } = appUnderTest({ trustedProxies });

    await ask(app, { path: '/', headers: { 'X-Forwarded-For': forwardedFor } });

    expect(logged).toMatchObject([{ client }]);
  });
});
