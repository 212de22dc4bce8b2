import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/faults.ts';
import { Upstream } from '../../src/http/proxy/upstream.ts';
import { admin, reader, vm1 } from './app-under-test.ts';
import { openFront, openNova } from './front-under-test.ts';

/** A service whose servers are Nova's, without being in front of it; Nova tells what it got. */
async function open(prefix = '') {
  const nova = await openNova(({ url, headers }, response) =>
    response.end(JSON.stringify({ nova: url, host: headers.host, token: headers['x-auth-token'] })),
  );
  const front = await openFront(nova.replace('/v2.1', `${prefix}/v2.1/abc`), { passes: 'servers' });
  const ask = async (path: string, options: RequestInit = {}) => {
    const answer = await fetch(front.url + path, { headers: { 'X-Auth-Token': reader }, ...options });
    return { status: answer.status, body: await answer.text() };
  };
  return { ...front, ask };
}

describe('documents of servers are Nova’s:', () => {
  test.each([
    ['/v2.1/servers', '/v2.1/servers'],
    ['/v2.1/servers/detail?name=a%2fb&limit=1', '/v2.1/servers/detail?name=a%2fb&limit=1'],
    [`/v2.1/abc0/servers/${vm1}`, `/v2.1/abc0/servers/${vm1}`],
    ['/v2/servers', '/v2/servers'],
    ['/servers?name=x', '/v2.1/servers?name=x'],
  ])('%s', async (path, asked) => {
    const plain = await open();
    const behind = await open('/compute');

    expect(JSON.parse((await plain.ask(path)).body)).toEqual({
      ...{ nova: asked, token: reader },
      host: new URL(plain.url).host,
    });
    expect(JSON.parse((await behind.ask(path)).body)).toMatchObject({ nova: `/compute${asked}` });
    expect(plain.logged).toMatchObject([{ passedTo: 'nova', status: 200 }]);
  });

  test('also by the links in them, which have the path that Nova has', async () => {
    const { ask } = await open('/compute');

    expect(JSON.parse((await ask('/compute/v2.1/servers?marker=1')).body)).toMatchObject({
      nova: '/compute/v2.1/servers?marker=1',
    });
    expect((await ask('/compute/v2.1/flavors')).status).toBe(300);
    expect((await ask('/other/v2.1/servers')).status).toBe(300);
  });

  test('HEAD too', async () => {
    const { ask } = await open();

    expect(await ask('/v2.1/servers', { method: 'HEAD' })).toEqual({ status: 200, body: '' });
  });
});

describe('all else is answered here:', () => {
  test.each([
    ['/', 200, 'versions'],
    ['/v2.1/', 200, '"version":"2.1"'],
    ['/v2.1/extensions', 200, 'os-libvirt-resources'],
    ['/v2.1/flavors', 404, 'could not be found'],
    ['/nosuch', 300, 'choices'],
    ['/healthcheck', 200, 'OK'],
  ])('GET %s', async (path, status, text) => {
    const answer = await (await open()).ask(path);

    expect(answer.status).toBe(status);
    expect(answer.body).toContain(text);
  });

  test('every action', async () => {
    const { ask } = await open();
    const act = (body: string) =>
      ask(`/v2.1/servers/${vm1}/action`, { method: 'POST', body, headers: { 'X-Auth-Token': admin } });

    expect(await act('{"get-cpu-priority": null}')).toEqual({ status: 200, body: '{"share":400}' });
    expect((await act('{"pause": null}')).body).toContain('There is no such action: pause');
  });

  test('while nobody can say where Nova is, servers alone are 503', async () => {
    const upstream = new Upstream(() => Promise.reject(new Fault('cloudUnavailable', 'Keystone does not answer.')));
    const { url } = await openFront('', { parts: { nova: { upstream, passes: 'servers' } } });

    expect((await fetch(`${url}/v2.1/servers`)).status).toBe(503);
    expect((await fetch(`${url}/v2.1/`)).status).toBe(200);
    expect((await fetch(`${url}/nosuch`)).status).toBe(300);
  });
});
