import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CloudHttp, type Trust } from '../../../src/openstack/cloud-http.ts';
import { ms } from '../../../src/units.ts';
import { serve } from '../../fakes/loopback.ts';

function httpWith(trust: Trust = { insecure: false }): CloudHttp {
  const http = new CloudHttp(trust);
  onTestFinished(() => http.close());
  return http;
}

describe('over TLS', () => {
  let server: Server;
  let certificate: string;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'novatune-tls-'));
    const [key, cert] = ['key', 'crt'].map((end) => join(folder, end)) as [string, string];
    const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    const subject = ['-subj', '/CN=keystone', '-addext', 'subjectAltName=IP:127.0.0.1'];
    await promisify(execFile)('openssl', [...kind, ...subject, '-keyout', key, '-out', cert]);
    certificate = readFileSync(cert, 'utf8');
    server = createServer({ key: readFileSync(key), cert: certificate }, (_request, response) => response.end('{}'));
    rmSync(folder, { recursive: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const ask = (trust: Trust) =>
    httpWith(trust).send(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`, { method: 'GET' });

  test('the authorities that are named are trusted', async () => {
    expect((await ask({ ca: certificate, insecure: false })).status).toBe(200);
  });

  test('others are not, and it is told why', async () => {
    await expect(ask({ insecure: false })).rejects.toThrow(/^GET https:.*: DEPTH_ZERO_SELF_SIGNED_CERT$/);
  });

  test('all of them are where it says insecure', async () => {
    expect((await ask({ insecure: true })).status).toBe(200);
  });
});

describe('an answer', () => {
  test('has its headers in lower case, and its body as JSON', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(201, { 'X-Subject-Token': 't' }).end('{"a": 1}'),
    );

    const { status, headers, body } = await httpWith().send(url, { method: 'GET' });

    expect([status, headers['x-subject-token'], body]).toEqual([201, 't', { a: 1 }]);
  });

  test.each(['', '<html>', '{'])('that is no JSON (%j) has no body', async (text) => {
    const url = await serve((_request, response) => response.end(text));

    expect((await httpWith().send(url, { method: 'GET' })).body).toBeUndefined();
  });

  test('that begins and does not end is none', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Length': '10' }).write('{');
    });

    await expect(httpWith().send(url, { method: 'GET', timeoutMs: ms(50) })).rejects.toThrow(/nothing within 50 ms$/);
  });

  test('that breaks off, and breaks off again, is none', async () => {
    let asked = 0;
    const url = await serve((request) => {
      asked += 1;
      request.socket.destroy();
    });

    await expect(httpWith().send(url, { method: 'GET' })).rejects.toThrow(/UND_ERR_SOCKET|ECONNRESET/);
    expect(asked).toBe(2);
  });
});

test('a body is sent as JSON', async () => {
  const url = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    response.end(JSON.stringify([request.method, request.headers['content-type'], Buffer.concat(chunks).toString()]));
  });

  const { body } = await httpWith().send(url, { method: 'POST', body: { a: 'é' } });

  expect(body).toEqual(['POST', 'application/json', '{"a":"é"}']);
});
