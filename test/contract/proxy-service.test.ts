import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { startNovatuned } from '../../src/novatuned.ts';
import { reader, vm1 } from './app-under-test.ts';
import { openFront, openNova } from './front-under-test.ts';

async function start(text: string): Promise<string> {
  const service = await startNovatuned(parseConfig(text), pino({ level: 'silent' }));
  onTestFinished(() => service.stop());
  return service.url;
}

test('a service with proxy: true answers what is ours, and passes on all else', async () => {
  const endpoint = await openNova((_request, response) => response.end('from Nova'));
  const url = await start(`{driver: fake, http: {port: 0}, proxy: true, nova: {endpoint: "${endpoint}"}}`);
  const headers = { 'X-Auth-Token': reader };
  const act = (body: string) => fetch(`${url}/v2.1/servers/${vm1}/action`, { method: 'POST', body, headers });

  expect(await (await act('{"get-cpu-priority": null}')).json()).toEqual({ share: expect.any(Number) });
  expect(await (await act('{"pause": null}')).text()).toBe('from Nova');
  expect(await (await fetch(`${url}/v2.1/flavors`)).text()).toBe('from Nova');
});

test('a service believes the load balancers, and allows the origins, of its configuration', async () => {
  const origin = 'https://dashboard.example.org';
  const url = await start(
    `{driver: fake, http: {port: 0, trusted_proxies: [127.0.0.0/8], cors_origins: ["${origin}"]}}`,
  );
  const answer = await fetch(url, { headers: { Origin: origin, 'X-Forwarded-Prefix': '/compute' } });

  expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  expect((await answer.json()).versions[1].links[0].href).toBe(`${url}/compute/v2.1/`);
});

test('a service that is its own Nova says so, instead of asking itself for ever', async () => {
  let front = '';
  const endpoint = await openNova(async (request, response) => {
    const answer = await fetch(`${front}${request.url}`, { headers: request.headers as Record<string, string> });
    response.writeHead(answer.status).end(await answer.text());
  });
  front = (await openFront(endpoint)).url;

  const answer = await fetch(`${front}/v2.1/servers`);

  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('leads to novatune itself');
});
