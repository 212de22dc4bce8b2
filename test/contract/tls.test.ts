import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { type Trust, Upstream } from '../../src/http/proxy/upstream.ts';
import { startNovatuned } from '../../src/novatuned.ts';
import { openFront, openRawNova } from './front-under-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'novatune-tls-'));
const at = (name: string): string => join(folder, name);

async function makePair(name: string, commonName: string): Promise<void> {
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const subject = ['-subj', `/CN=${commonName}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  await promisify(execFile)('openssl', [...args, ...subject, '-keyout', at(`${name}.key`), '-out', at(`${name}.crt`)]);
}

beforeAll(async () => {
  await Promise.all([makePair('one', 'first'), makePair('two', 'second')]);
  writeFileSync(at('text'), 'nothing of the kind\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const use = (name: string): void => {
  copyFileSync(at(`${name}.crt`), at('used.crt'));
  copyFileSync(at(`${name}.key`), at('used.key'));
};

async function start(certFile: string, keyFile: string) {
  const logged: string[] = [];
  const lines = new Writable({ write: (line, _encoding, done) => void done(void logged.push(String(line))) });
  const text = `{driver: fake, http: {port: 0, tls: {cert_file: ${at(certFile)}, key_file: ${at(keyFile)}}}}`;
  const service = await startNovatuned(parseConfig(text), pino(lines), []);
  onTestFinished(() => service.stop());
  return { url: service.url, logged };
}

/** Whose certificate a new connection is shown, and the link that the document there has. */
function look(url: string, maxVersion?: 'TLSv1.1'): Promise<{ name: unknown; link: string; protocol: string | null }> {
  return new Promise((resolve, reject) => {
    const options = {
      agent: false as const,
      rejectUnauthorized: false,
      ...(maxVersion ? { maxVersion, minVersion: 'TLSv1' as const, ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
    };
    const asking = request(url, options, async (answer) => {
      const socket = answer.socket as TLSSocket;
      const { subject } = socket.getPeerCertificate();
      const chunks = await answer.toArray();
      const { versions } = JSON.parse(Buffer.concat(chunks).toString());
      resolve({ name: subject.CN, link: versions[1].links[0].href, protocol: socket.getProtocol() });
    });
    asking.on('error', reject).end();
  });
}

describe('with a certificate', () => {
  test('the service speaks HTTPS, from TLS 1.2 on, and says so in its links', async () => {
    const { url } = await start('one.crt', 'one.key');

    expect(url).toMatch(/^https:/);
    expect(await look(url)).toEqual({ name: 'first', link: `${url}/v2.1/`, protocol: 'TLSv1.3' });
    await expect(look(url, 'TLSv1.1')).rejects.toThrow();
  });

  test('SIGHUP has it read again, and one that is broken leaves the old one', async () => {
    use('one');
    const { url, logged } = await start('used.crt', 'used.key');
    expect(await look(url)).toMatchObject({ name: 'first' });

    use('two');
    process.emit('SIGHUP');
    expect(await look(url)).toMatchObject({ name: 'second' });

    copyFileSync(at('one.crt'), at('used.crt'));
    process.emit('SIGHUP');
    expect(await look(url)).toMatchObject({ name: 'second' });
    await sleep(10);
    expect(logged.join()).toContain('certificate read again');
    expect(logged.join()).toMatch(/used.key must be the key of the certificate in .*used.crt/);
    expect(logged.join()).not.toContain('PRIVATE KEY');
  });
});

test.each([
  ['text', 'one.key', /http\.tls\.cert_file: .*text must be a certificate in PEM/],
  ['one.key', 'one.key', /http\.tls\.cert_file: .*one.key must be a certificate in PEM/],
  ['one.crt', 'text', /http\.tls\.key_file: .*text must be a private key in PEM without a passphrase/],
  ['one.crt', 'two.key', /http\.tls\.key_file: .*two.key must be the key of the certificate in .*one.crt/],
  ['nowhere.crt', 'one.key', /http\.tls\.cert_file: .*nowhere.crt must be a file that can be read: ENOENT/],
])('%s with %s is refused at start', async (certFile, keyFile, problem) => {
  await expect(start(certFile, keyFile)).rejects.toThrow(problem);
});

describe('a Nova that speaks HTTPS', () => {
  const askBy = async (endpoint: string, trust: Trust) => {
    const upstream = new Upstream(async () => endpoint, trust);
    onTestFinished(() => upstream.close());
    const { url, logged } = await openFront('', { parts: { nova: { upstream, passes: 'everything' } } });
    const answer = await fetch(`${url}/v2.1/servers`);
    return { status: answer.status, text: await answer.text(), logged };
  };
  const openNova = async (): Promise<string> => {
    const options = { cert: readFileSync(at('one.crt')), key: readFileSync(at('one.key')) };
    const server = createServer(options, (_request, response) => response.end('from Nova'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close().closeAllConnections());
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}/v2.1`;
  };
  const ca = (name: string): string => readFileSync(at(`${name}.crt`), 'utf8');

  test('is trusted by its authority, or whoever it is', async () => {
    const endpoint = await openNova();

    expect(await askBy(endpoint, { ca: ca('one'), insecure: false })).toMatchObject({ status: 200, text: 'from Nova' });
    expect(await askBy(endpoint, { insecure: true })).toMatchObject({ status: 200 });
  });

  test('and has a certificate of somebody else is 503, and the log tells why', async () => {
    const { status, logged } = await askBy(await openNova(), { ca: ca('two'), insecure: false });

    expect(status).toBe(503);
    expect(logged[0]).toMatchObject({ err: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
  });

  test('and never gets so far is 503 after five seconds', async () => {
    const endpoint = (await openRawNova(() => undefined)).replace('http:', 'https:');
    const { status, logged } = await askBy(endpoint, { insecure: false });

    expect(status).toBe(503);
    expect(logged[0]).toMatchObject({ err: { message: 'no connection within 5000 ms' } });
  });
});
