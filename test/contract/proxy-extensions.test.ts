import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { reader } from './app-under-test.ts';
import { openFront, openNova } from './front-under-test.ts';

const alias = 'os-libvirt-resources';
const novas = ['NMN', 'os-server-groups'].map((each) => ({ alias: each, name: each, links: [] }));

const list: RequestListener = ({ headers }, response) => {
  const isKnown = headers['x-auth-token'] === reader;
  response.writeHead(isKnown ? 200 : 401, { 'Content-Type': 'application/json', 'X-Nova-Says': 'hello' });
  response.end(JSON.stringify(isKnown ? { extensions: novas } : { error: { code: 401 } }));
};

const open = async (answer: RequestListener = list) => openFront(await openNova(answer));
const ask = (url: string, options: RequestInit = {}) => fetch(url, { headers: { 'X-Auth-Token': reader }, ...options });

describe('the list of extensions', () => {
  test.each(['/v2.1/extensions', '/v2/abc0/extensions/'])('at %s is Nova’s, with ours at its end', async (path) => {
    const { url } = await open();
    const answer = await ask(url + path);
    const { extensions } = await answer.json();

    expect(extensions.slice(0, -1)).toEqual(novas);
    expect(extensions.at(-1)).toMatchObject({ alias, links: [] });
    expect(answer.headers.get('x-nova-says')).toBe('hello');
  });

  test('has ours once, if novatune stands before novatune', async () => {
    const { url } = await openFront((await open()).url);
    const { extensions } = await (await ask(`${url}/v2.1/extensions`)).json();

    expect(extensions.map((each: { alias: string }) => each.alias)).toEqual(['NMN', 'os-server-groups', alias]);
  });

  test('has the same head for HEAD', async () => {
    const { url } = await open();
    const whole = await ask(`${url}/v2.1/extensions`);
    const bare = await ask(`${url}/v2.1/extensions`, { method: 'HEAD' });

    expect(bare.headers.get('content-length')).toBe(String((await whole.arrayBuffer()).byteLength));
    expect(await bare.text()).toBe('');
  });

  test('is refused as Nova refuses it', async () => {
    const { url } = await open();
    const answer = await fetch(`${url}/v2.1/extensions`);

    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({ error: { code: 401 } });
  });

  test.each(['<html>', '[]', '{"extensions": {}}', ''])('that is none but %j is passed on', async (text) => {
    const { url } = await open((_request, response) => response.end(text));

    expect(await (await ask(`${url}/v2.1/extensions`)).text()).toBe(text);
  });

  test('that breaks off is 502', async () => {
    const { url } = await open((_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 }).write('{"extensions": [', () => response.destroy());
    });

    expect((await ask(`${url}/v2.1/extensions`)).status).toBe(502);
  });
});

test('our extension by itself is answered here, to those with a token', async () => {
  const { url } = await open((_request, response) => response.writeHead(404).end());
  const path = `${url}/v2.1/extensions/${alias}`;

  expect((await (await ask(path)).json()).extension.alias).toBe(alias);
  expect((await fetch(path)).status).toBe(401);
  expect((await ask(`${url}/v2.1/extensions/os-other`)).status).toBe(404);
});
