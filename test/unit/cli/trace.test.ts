import { createHash } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { tracedFetch } from '../../../client/cli/connection/trace.ts';
import type { Fetch } from '../../../client/exchange.ts';
import { nodeFetch } from '../../../client/node/node-fetch.ts';
import { serve } from '../../fakes/loopback.ts';

/** What stderr gets of one request, line by line, and the text that its caller gets. */
async function trace(
  fetch: Fetch,
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ lines: string[]; text: string }> {
  let written = '';
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += text;
    return true;
  });
  try {
    const signal = AbortSignal.timeout(5000);
    const response = await fetch(url, { method: 'GET', headers: {}, redirect: 'error', signal, ...init });
    const text = await response.text();
    return { lines: written.split('\n').slice(0, -1), text };
  } finally {
    spy.mockRestore();
  }
}

const hashed = (secret: string): string => `{SHA256}${createHash('sha256').update(secret).digest('hex')}`;
const fetch = tracedFetch(nodeFetch({ insecure: false }), { insecure: false });

describe('tracedFetch', () => {
  test('says the request as a line of curl, and the response', async () => {
    const url = await serve((_, response) => {
      response.sendDate = false;
      response.writeHead(200, { Connection: 'close', 'Content-Length': '3' }).end('{}\n');
    });

    const { lines, text } = await trace(fetch, `${url}/servers?name=a`, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: `{"a":"it's"}`,
    });

    expect(lines).toEqual([
      String.raw`DEBUG (session) REQ: curl -g -i -X POST '${url}/servers?name=a' -H 'Accept: application/json' -d '{"a":"it'\''s"}'`,
      'DEBUG (session) RESP: [200] connection: close content-length: 3',
      'DEBUG (session) RESP BODY: {}',
    ]);
    expect(text).toBe('{}\n');
  });

  test('hashes what lets others in, in the request and in the response', async () => {
    const secrets = { 'X-Auth-Token': 'one', AUTHORIZATION: 'two', 'X-Service-Token': 'three', Cookie: 'four' };
    const answered = { 'X-Subject-Token': 'five', 'Set-Cookie': ['six', 'seven'] };
    const url = await serve((_, response) => response.writeHead(200, answered).end('{}'));

    const { lines } = await trace(fetch, url, { headers: secrets });

    for (const secret of Object.values(secrets)) expect(lines[0]).toContain(hashed(secret));
    for (const secret of ['five', 'six,seven']) expect(lines[1]).toContain(hashed(secret));
    expect(lines.join('')).not.toMatch(/: (one|two|three|four|five|six|seven)\b/);
  });

  test.each([
    [{ methods: ['password'], password: { user: { name: 'demo', password: 'S3CRET' } } }, '"password":"***"'],
    [{ methods: ['token'], token: { id: 'S3CRET' } }, `"token":{"id":"${hashed('S3CRET')}"}`],
    [{ methods: ['application_credential'], application_credential: { id: 'a', secret: 'S3CRET' } }, '"secret":"***"'],
  ])('shows a login without what proves it: %j', async (identity, shown) => {
    const receipt = { 'X-Subject-Token': 'S3CRET', 'Openstack-Auth-Receipt': 'S3CRET' };
    const received: string[] = [];
    const url = await serve((request, response) => {
      request.on('data', (chunk) => received.push(String(chunk)));
      request.on('end', () => response.writeHead(201, receipt).end('{}'));
    });
    const body = JSON.stringify({ auth: { identity, scope: { project: { id: 'p1' } } } });

    const { lines } = await trace(fetch, url, { method: 'POST', body });

    expect(lines[0]).toContain(shown);
    expect(lines[0]).toContain('"project":{"id":"p1"}');
    expect(lines.join('')).not.toContain('S3CRET');
    expect(received.join('')).toBe(body);
  });

  test('shows as escapes on one line what the server would steer a terminal with', async () => {
    const steering = 'a\u001b[2J\n\u009b\u202eb';
    const url = await serve((_, response) => response.setHeader('X-A', 'a\u009b2Jb\tc').end(Buffer.from(steering)));

    const { lines, text } = await trace(fetch, url);

    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain(String.raw`x-a: a\u009b2Jb\u0009c`);
    expect(lines[2]).toBe(String.raw`DEBUG (session) RESP BODY: a\u001b[2J\u000a\u009b\u202eb`);
    expect(text).toBe(steering);
  });

  test.each([
    [{ insecure: true, osCacert: 'ca.pem' }, 'curl -g -i --insecure -X GET'],
    [{ insecure: false, osCacert: 'a b.pem' }, "curl -g -i --cacert 'a b.pem' -X GET"],
  ])('tells curl whom to trust: %j', async (trust, line) => {
    const url = await serve((_, response) => response.end('{}'));

    expect((await trace(tracedFetch(nodeFetch({ insecure: true }), trust), url)).lines[0]).toContain(line);
  });
});
