import { describe, expect, test } from 'vitest';
import { head, openFront, openNova, openRawNova, talkTo } from './front-under-test.ts';

/** A Nova that answers the headers that it got, one line each. */
const openEcho = (): Promise<string> =>
  openNova(({ rawHeaders }, response) => {
    const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
    response.end(lines.join('\n'));
  });

async function sendOn(headers: readonly string[], trustedProxies: readonly string[] = []): Promise<string[]> {
  const { port } = await openFront(await openEcho(), { parts: { trustedProxies } });
  const answer = await talkTo(port, head('GET /v2.1/servers', ...headers));
  const [, body = ''] = answer.split('\r\n\r\n');
  return (
    body
      .split('\r\n')
      .find((line) => line.includes(':'))
      ?.split('\n') ?? []
  );
}

const ours = (lines: readonly string[]): string[] =>
  lines.filter((line) => /^(x-forwarded|forwarded|x-real)/i.test(line));

describe('on the way to Nova', () => {
  test('order, case and repetition of headers stay, Host included', async () => {
    const sent = ['ACCEPT: application/json', 'x-auth-token: abc', 'X-Twice: 1', 'Z-Other: o', 'X-Twice: 2'];

    expect((await sendOn(sent)).slice(0, 6)).toEqual(['Host: cloud.example.org:8774', ...sent]);
  });

  test('what is about the connection goes no further, nor what Connection names', async () => {
    const lines = await sendOn([
      ...['Keep-Alive: timeout=5', 'Proxy-Connection: x', 'TE: trailers', 'Trailer: X-T', 'Upgrade: h2c'],
      ...['Connection: X-Private, Host, x-auth-token', 'X-Private: 1', 'X-Public: 2'],
    ]);

    expect(lines).toContain('Host: cloud.example.org:8774');
    expect(lines).toContain('X-Public: 2');
    expect(lines.join()).not.toMatch(/X-Private|Proxy-Conn|TE:|Trailer|Upgrade|timeout=5/);
  });

  test.each([
    'X-Identity-Status: Confirmed',
    'X-Roles: admin',
    'X_Roles: admin',
    'X-User-Id: someone',
    'X-Project-Id: some',
    'X-Tenant-Id: some',
    'X-Is-Admin-Project: True',
    'X-Service-Roles: service',
    'x-service-catalog: []',
    'OpenStack-System-Scope: all',
  ])('a claim to be somebody goes no further: %s', async (claim) => {
    const lines = await sendOn([claim, 'X-Service-Token: def']);

    expect(lines).toContain('X-Service-Token: def');
    expect(lines.join().toLowerCase()).not.toContain(claim.toLowerCase());
  });

  test.each([
    'Content_Length: 5',
    'Transfer_Encoding: chunked',
    'HOST_: x',
    'Expect: 100-continue',
  ])('what a WSGI server would take for the framing of a body that is not there goes no further: %s', async (header) => {
    const lines = await sendOn([header]);

    expect(lines.join().includes(header)).toBe(header === 'HOST_: x');
  });

  test('more headers than Node counts by itself go on, all of them', async () => {
    const many = Array.from({ length: 2500 }, (_each, index) => `a:${index % 10}`);

    expect((await sendOn(many)).filter((line) => line.startsWith('a:'))).toHaveLength(2500);
  });

  test('a request without Host, as HTTP/1.0 has it, gets one', async () => {
    const { port } = await openFront(await openEcho());

    expect(await talkTo(port, 'GET /v2.1/servers HTTP/1.0\r\n\r\n')).toContain(`Host: 127.0.0.1:${port}\n`);
  });

  test('a request with two Hosts does not go on: we and Nova might each take another one', async () => {
    const { port, logged } = await openFront(await openEcho());

    const answer = await talkTo(port, head('GET /v2.1/servers', 'Host: evil.example.org'));

    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('A request must have one Host');
    expect(logged).toHaveLength(1);
  });
});

describe('X-Forwarded-*', () => {
  const spoofed = [
    'X-Forwarded-For: 203.0.113.9',
    'X-Forwarded-Proto: https',
    'X-Forwarded-Host: evil.example.org',
    'X-Forwarded-Prefix: /evil',
    'X_Forwarded_Host: evil.example.org',
    'X-Forwarded-Port: 1',
    'X-Real-IP: 203.0.113.9',
    'Forwarded: for=203.0.113.9;host=evil.example.org',
  ];

  test('from anybody are replaced by what is so', async () => {
    const own = ['X-Forwarded-For: 127.0.0.1', 'X-Forwarded-Proto: http', 'X-Forwarded-Host: cloud.example.org:8774'];

    expect(ours(await sendOn([]))).toEqual(own);
    expect(ours(await sendOn(spoofed))).toEqual(own);
    expect(ours(await sendOn(spoofed, ['192.0.2.0/24', '::1']))).toEqual(own);
  });

  test.each([
    ['127.0.0.1'],
    ['127.0.0.0/8'],
    ['0.0.0.0/0'],
    ['::1', '127.0.0.1'],
  ])('from a load balancer in %s are added to', async (...proxies) => {
    const lines = await sendOn(
      ['X-Forwarded-For: 203.0.113.9, 198.51.100.2', 'X-Forwarded-Proto: https', 'X-Forwarded-Prefix: /nova'],
      proxies,
    );

    expect(ours(lines)).toEqual([
      'X-Forwarded-Prefix: /nova',
      'X-Forwarded-For: 203.0.113.9, 198.51.100.2, 127.0.0.1',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Host: cloud.example.org:8774',
    ]);
  });
});

describe('on the way back', () => {
  const answerWith = async (...lines: readonly string[]): Promise<string> => {
    const nova = await openRawNova((socket) => {
      socket.once('data', () => socket.end([...lines, '', ''].join('\r\n')));
    });
    const { port } = await openFront(nova);
    return talkTo(port, head('GET /v2.1/servers'));
  };

  test('status, reason, order, case and repetition stay, and there is one Date', async () => {
    const own = ['Server: eventlet', 'Date: Fri, 20 Nov 2026 12:14:01 GMT', 'Vary: A', 'x-lower: 1', 'Vary: B'];

    const answer = await answerWith('HTTP/1.1 418 Teapot, I am', ...own, 'Content-Length: 0');

    expect(answer).toBe(
      ['HTTP/1.1 418 Teapot, I am', ...own, 'Content-Length: 0', 'Connection: close', '', ''].join('\r\n'),
    );
  });

  test('repetition stays while the service is stopping, and the connection is closed', async () => {
    const nova = await openNova((_request, response) =>
      response.writeHead(200, ['Vary', 'A', 'x-b', '1', 'Vary', 'B']).end(),
    );
    const { port } = await openFront(nova, { parts: { ready: () => false } });

    const answer = await talkTo(port, 'GET /v2.1/servers HTTP/1.1\r\nHost: x\r\n\r\n');

    expect(answer).toMatch(/\r\nVary: A\r\nVary: B\r\nx-b: 1\r\n/);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
  });

  test.each(['\x01', 'O\x7fK'])('a reason that HTTP does not have is left out (%j)', async (reason) => {
    expect(await answerWith(`HTTP/1.1 200 ${reason}`, 'Content-Length: 0')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  test('a Date is added where Nova has none', async () => {
    expect(await answerWith('HTTP/1.1 200 OK', 'Content-Length: 0')).toMatch(/\r\nDate: .* GMT\r\n/);
  });

  test('what is about the connection comes no further', async () => {
    const answer = await answerWith(
      ...['HTTP/1.1 200 OK', 'Connection: close, X-Private', 'Keep-Alive: timeout=1', 'X-Private: 1'],
      ...['Upgrade: h2c', 'Content-Length: 0'],
    );

    expect(answer).not.toMatch(/X-Private|Upgrade|timeout=1/);
  });
});
