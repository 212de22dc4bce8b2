import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admin, appUnderTest, reader, vm1 } from './app-under-test.ts';
import { ask } from './ask.ts';

const path = `/v2.1/servers/${vm1}/action`;
const { app, logged } = appUnderTest({ bodyTimeoutMs: 300 });
const post = (body: unknown, headers: Record<string, string> = {}) =>
  ask(app, { method: 'POST', path, token: admin, body, headers });

describe('a body that is not one action in plain JSON', () => {
  test.each([
    ['the same key twice', '{"get-cpu-priority": null, "get-cpu-priority": null}'],
    ['the same key twice further in', '{"set-net-priority": {"prio": 99, "prio": 3}}'],
    ['the same key twice, spelt differently', '{"set-net-priority": {"prio": 99, "pri\\u006f": 3}}'],
    ['a byte order mark', '\ufeff{"get-cpu-priority": null}'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['UTF-16', Buffer.from('{"get-cpu-priority": null}', 'utf16le')],
    ['nesting without end', `{"get-cpu-priority": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
    ['a comma too many', '{"get-cpu-priority": null,}'],
    ['a comment', '{"get-cpu-priority": null} // please'],
    ['NaN', '{"set-net-priority": {"prio": NaN}}'],
    ['single quotes', "{'get-cpu-priority': null}"],
    ['two values', '{"get-cpu-priority": null}{}'],
  ])('is malformed: %s', async (_case, body) => {
    const answer = await post(body);

    expect([answer.status, answer.body]).toEqual([
      400,
      { badRequest: { code: 400, message: 'Malformed request body' } },
    ]);
  });

  test.each([
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['\\ud800', '\ud800'],
    ['', ''],
    ['Get-Cpu-Priority', 'Get-Cpu-Priority'],
    ['x'.repeat(500), `${'x'.repeat(256)}...`],
  ])('is an unknown action: "%s"', async (key, shown) => {
    const answer = await post(`{"${key}": null}`);

    expect([answer.status, answer.body.badRequest.message]).toEqual([400, `There is no such action: ${shown}`]);
  });

  test('may not hide a property behind __proto__', async () => {
    const answer = await post('{"set-net-priority": {"__proto__": {"prio": 3}}}');

    expect(answer.status).toBe(400);
    expect(answer.body.badRequest.message).toContain("'prio' is a required property");
  });

  test.each(['gzip', 'br', 'x-unknown'])('is refused when it is encoded as %s', async (encoding) => {
    const answer = await post(gzipSync('{"get-cpu-priority": null}'), { 'Content-Encoding': encoding });

    expect([answer.status, Object.keys(answer.body)]).toEqual([415, ['badMediaType']]);
  });
});

describe('on a socket', () => {
  let server: Server;

  beforeAll(async () => {
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());

  /** Sends a request, keeps the socket open, and answers all that comes back until the service hangs up. */
  function talk(headers: string, ...chunks: string[]): Promise<string> {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: ${reader}\r\nContent-Type: application/json\r\n${headers}\r\n\r\n`,
    );
    for (const chunk of chunks) socket.write(chunk);
    return text(socket);
  }

  test('a body that never arrives is answered in time, and the connection closed', async () => {
    const answer = await talk('Content-Length: 100', '{"get-');

    expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*Connection: close[\s\S]*"computeFault":\{"code":408,/);
  });

  test('a body in chunks is refused as soon as it is too large, while the caller still sends', async () => {
    const chunk = `${(60_000).toString(16)}\r\n${'x'.repeat(60_000)}\r\n`;

    const answer = await talk('Transfer-Encoding: chunked\r\nConnection: close', chunk, chunk, chunk, '0\r\n\r\n');

    expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*"overLimit":\{"code":413,/);
    expect(answer).not.toMatch(/^OpenStack-API-Version/im);
  });

  test('a caller who hangs up in the middle of its body is written down, and nothing more', async () => {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: ${reader}\r\nContent-Length: 100\r\n\r\n{`);
    setTimeout(() => socket.destroy(), 50);

    await expect.poll(() => logged.at(-1)).toMatchObject({ level: 30, status: 499, aborted: true });
  });

  test('a body in chunks is read like any other', async () => {
    const answer = await talk(
      'Transfer-Encoding: chunked\r\nConnection: close',
      '8\r\n{"get-cp\r\n',
      '12\r\nu-priority": null}\r\n',
      '0\r\n\r\n',
    );

    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*\{"share":400\}$/);
  });
});

test.each([114_687, 114_688])('a body of %d bytes is read', async (length) => {
  const body = `{"get-cpu-priority": "${'x'.repeat(length - 24)}"}`;

  expect((await post(body)).body.badRequest.message).toMatch(/is too long$/);
});
