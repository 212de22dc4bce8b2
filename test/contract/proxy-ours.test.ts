import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/faults.ts';
import { admin, nowhere, project1, project2, reader, vm1, vm3 } from './app-under-test.ts';
import { type Front, head, openFront, openNova, openRawNova, readMessage, talkTo } from './front-under-test.ts';

const versionDocument = { version: { id: 'v2.1', status: 'CURRENT', version: '2.93', min_version: '2.1' } };

/** A Nova that tells what it got. */
async function openEchoing(prefix = ''): Promise<Front> {
  const nova = await openNova(async (incoming, response) => {
    if (incoming.url === `${prefix}/v2.1/`) return void response.end(JSON.stringify(versionDocument));
    const body = String(await readMessage(incoming));
    return void response.writeHead(299).end(JSON.stringify({ nova: { url: incoming.url, body } }));
  });
  return openFront(nova.replace(/\/v2\.1$/, `${prefix}/v2.1`));
}

interface Action {
  readonly body: string;
  readonly token?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const post = ({ url }: Front, { body, token = reader, path = `/v2.1/servers/${vm1}/action`, headers = {} }: Action) =>
  fetch(url + path, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json', ...(token === '' ? {} : { 'X-Auth-Token': token }), ...headers },
  });

const ours = '{"get-cpu-priority": null}';

describe('an action of ours', () => {
  test.each([
    `/v2.1/servers/${vm1}/action`,
    `/v2.1/${project1}/servers/${vm1}/action`,
    `/v2/${project1}/servers/${vm1}/action`,
    `//v2.1//servers/${vm1}/action/`,
  ])('is answered here at %s', async (path) => {
    const front = await openEchoing();
    const answer = await post(front, { path, body: ours });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ share: 400 });
    expect(front.performed).toMatchObject([{ name: 'get-cpu-priority' }]);
  });

  test('is recognised behind the path that Nova has before its version', async () => {
    const front = await openEchoing('/compute');

    expect((await post(front, { path: `/compute/v2.1/servers/${vm1}/action`, body: ours })).status).toBe(200);
    expect((await post(front, { path: `/v2.1/servers/${vm1}/action`, body: ours })).status).toBe(299);
    expect((await post(front, { path: `/computers/v2.1/servers/${vm1}/action`, body: ours })).status).toBe(299);
  });

  test.each([
    ['is about a server that does not exist', { path: `/v2.1/servers/${nowhere}/action` }, 404],
    ["is about another project's server", { path: `/v2.1/servers/${vm3}/action` }, 404],
    ["has another project's path", { path: `/v2.1/${project2}/servers/${vm1}/action` }, 400],
    ['may not be done', { body: '{"set-cpu-priority": {"share": 5}}' }, 403],
    ['does not fit its schema', { body: '{"set-cpu-priority": {"shares": 5}}', token: admin }, 400],
    ['has an argument twice', { body: '{"set-cpu-priority": {"share": 5, "share": 6}}', token: admin }, 400],
    ['stands there twice', { body: '{"get-cpu-priority": null, "get-cpu-priority": null}' }, 400],
    ['has bytes that are no text', { body: '{"get-cpu-priority": "\\ud800"}' }, 400],
  ])('that %s is refused here', async (_what, action, status) => {
    const front = await openEchoing();
    const answer = await post(front, { body: ours, ...action });

    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toContain('"nova"');
    expect(front.performed).toEqual([]);
  });
});

describe('goes on to Nova as it is:', () => {
  test.each([
    ['an action of Nova', '{"pause": null}'],
    ['an action of nobody', '{"nosuch": null}'],
    ['two keys, one of them ours', '{"pause": null, "get-cpu-priority": null}'],
    ['two keys of ours', '{"get-cpu-priority": null, "get-io-priority": null}'],
    ['ours one level down', '{"action": {"get-cpu-priority": null}}'],
    ['a name that is in every object', '{"constructor": null}'],
    ['a list', '["get-cpu-priority"]'],
    ['a text', '"get-cpu-priority"'],
    ['null', 'null'],
    ['what is no JSON', '{"get-cpu-priority": null'],
    ['nothing', ''],
    ['ours, but too large', `{"get-cpu-priority": "${'x'.repeat(120_000)}"}`],
    ['a large one', `{"createImage": "${'x'.repeat(1_000_000)}"}`],
  ])('%s', async (_what, body) => {
    const front = await openEchoing();
    const answer = await post(front, { body });

    expect(answer.status).toBe(299);
    expect(await answer.json()).toEqual({ nova: { url: `/v2.1/servers/${vm1}/action`, body } });
    expect(front.performed).toEqual([]);
  });

  test.each([
    ['ours without a token, for Nova to refuse', { token: '' }],
    ['ours with a token of nobody', { token: 'nonsense' }],
    ['ours declared as something else', { headers: { 'Content-Type': 'application/xml' } }],
    ['ours packed', { headers: { 'Content-Encoding': 'gzip' } }],
    ['ours on another path', { path: '/v2.1/os-aggregates/1/action' }],
    ['ours without a version', { path: `/servers/${vm1}/action` }],
    ['ours in another version', { path: `/v3/servers/${vm1}/action` }],
    ['ours with the word action encoded', { path: `/v2.1/servers/${vm1}/%61ction` }],
    ['ours without a token, in a path of nobody', { path: '/nosuch', token: '' }],
  ])('%s', async (_what, action) => {
    const front = await openEchoing();
    const answer = await post(front, { body: ours, ...action });

    expect(await answer.json()).toMatchObject({ nova: { body: ours } });
    expect(front.performed).toEqual([]);
  });

  test.each([
    '/',
    '/v2.1/servers',
    `/v2.1/servers/${vm1}`,
    '/v2.1/flavors/detail?x=%2F',
    '/nosuch',
    '/v2.1/extensions/os-x',
  ])('GET %s', async (path) => {
    const { url } = await openEchoing();

    expect(await (await fetch(url + path)).json()).toEqual({ nova: { url: path, body: '' } });
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('%s of an action or of the extensions', async (method) => {
    const { url } = await openEchoing();

    for (const path of [`/v2.1/servers/${vm1}/action`, '/v2.1/extensions'])
      expect((await fetch(url + path, { method, headers: { 'X-Auth-Token': reader } })).status).toBe(299);
  });
});

test.each(['/healthcheck', '/metrics', '/openapi.json', '/openapi.yaml', '/docs/'])('%s stays here', async (path) => {
  const { url } = await openEchoing();

  expect((await fetch(url + path)).status).toBe(200);
});

test('what is passed on is one line of the log, with the id that Nova gave it, and counts as no action', async () => {
  const novaId = 'req-8a5c0000-0000-4000-8000-000000000001';
  const nova = await openNova((_request, response) => response.setHeader('x-openstack-request-id', novaId).end());
  const { url, logged, metrics } = await openFront(nova);

  const answer = await fetch(`${url}/v2.1/servers?name=secret`, { headers: { 'X-Auth-Token': 'gAAAA-secret' } });
  await answer.text();

  expect(answer.headers.get('x-openstack-request-id')).toBe(novaId);
  expect(logged).toMatchObject([
    { passedTo: 'nova', novaRequestId: novaId, method: 'GET', path: '/v2.1/servers', status: 200, client: '127.0.0.1' },
  ]);
  expect(JSON.stringify(logged)).not.toContain('secret');
  expect(await metrics.registry.metrics()).toContain('novatune_requests_total{action="none",result="200"} 1');
});

describe('of somebody without a valid token', () => {
  test('no body is read or asked for, since Nova refuses by the head alone', async () => {
    const refusal = 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
    const nova = await openRawNova((socket) => void socket.once('data', () => socket.end(refusal)));
    const { port } = await openFront(nova);
    const waiting = ['X-Auth-Token: nonsense', 'Content-Type: application/json', 'Expect: 100-continue'];

    const said = await talkTo(port, head(`POST /v2.1/servers/${vm1}/action`, ...waiting, 'Content-Length: 26'));

    expect(said).toMatch(/^HTTP\/1\.1 401 /);
    expect(said).not.toContain('100 Continue');
  });

  test('with nobody to tell whose token it is, an action of ours is 503 and not Nova’s unknown one', async () => {
    const nova = await openNova((_incoming, response) => void response.writeHead(400).end());
    const authenticate = async () => {
      throw new Fault('cloudUnavailable', 'The Keystone service is temporarily unavailable.');
    };
    const front = await openFront(nova, { parts: { authenticate } });

    expect((await post(front, { body: ours })).status).toBe(503);
    expect((await post(front, { body: '{"pause": null}' })).status).toBe(400);
  });
});
