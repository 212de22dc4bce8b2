import { describe, expect, onTestFinished, test } from 'vitest';
import { readNovaVersions } from '../../src/http/proxy/nova-versions.ts';
import { Upstream } from '../../src/http/proxy/upstream.ts';
import { ms } from '../../src/units.ts';
import { closedPort } from '../fakes/loopback.ts';
import { reader, vm1 } from './app-under-test.ts';
import { openFront, openNova } from './front-under-test.ts';

const documentOf = (least: string, most: string) =>
  JSON.stringify({ version: { id: 'v2.1', status: 'CURRENT', version: most, min_version: least } });

async function openWith(document: string | undefined) {
  const asked: string[] = [];
  const nova = await openNova(({ url = '', headers }, response) => {
    asked.push(`${url} ${headers['x-auth-token'] ?? 'without a token'}`);
    response.writeHead(document === undefined ? 500 : 200).end(document);
  });
  const { url } = await openFront(nova);
  const act = (versions: Record<string, string>) =>
    fetch(`${url}/v2.1/servers/${vm1}/action`, {
      method: 'POST',
      body: '{"get-cpu-priority": null}',
      headers: { 'X-Auth-Token': reader, ...versions },
    });
  return { act, asked };
}

describe('the microversion of an action of ours', () => {
  test.each([
    [{}, 200, '2.1'],
    [{ 'OpenStack-API-Version': 'compute 2.1' }, 200, '2.1'],
    [{ 'OpenStack-API-Version': 'compute 2.9' }, 200, '2.9'],
    [{ 'OpenStack-API-Version': 'compute 2.93' }, 200, '2.93'],
    [{ 'OpenStack-API-Version': 'compute latest' }, 200, '2.93'],
    [{ 'X-OpenStack-Nova-API-Version': '2.60' }, 200, '2.60'],
    [{ 'X-OpenStack-Nova-API-Version': 'latest' }, 200, '2.93'],
    [{ 'OpenStack-API-Version': 'volume 3.1' }, 200, '2.1'],
    [{ 'OpenStack-API-Version': 'compute 2.94' }, 406, '2.94'],
    [{ 'OpenStack-API-Version': 'compute 2.100' }, 406, '2.100'],
    [{ 'OpenStack-API-Version': 'compute 3.0' }, 406, '3.0'],
    [{ 'OpenStack-API-Version': 'compute 1.99' }, 406, '1.99'],
    [{ 'OpenStack-API-Version': 'compute 2.0' }, 406, '2.0'],
    [{ 'OpenStack-API-Version': 'compute two' }, 400, null],
  ] as const)('%j is %d, and %s in the answer', async (versions, status, said) => {
    const { act } = await openWith(documentOf('2.1', '2.93'));

    const answer = await act(versions);

    expect(answer.status).toBe(status);
    expect(answer.headers.get('openstack-api-version')).toBe(said === null ? null : `compute ${said}`);
    expect(answer.headers.get('x-openstack-nova-api-version')).toBe(said);
    if (status === 200) expect(await answer.json()).toEqual({ share: 400 });
    if (status === 406)
      expect(await answer.json()).toEqual({
        computeFault: {
          code: 406,
          message: `Version ${said} is not supported by the API. Minimum is 2.1 and maximum is 2.93.`,
        },
      });
  });

  test('is asked of Nova once, and only where it matters', async () => {
    const { act, asked } = await openWith(documentOf('2.1', '2.93'));

    await act({});
    expect(asked).toEqual([]);
    await Promise.all([1, 2, 3].map(() => act({ 'OpenStack-API-Version': 'compute latest' })));
    await act({ 'OpenStack-API-Version': 'compute 2.50' });

    expect(asked).toEqual(['/v2.1/ without a token']);
  });

  test.each([
    undefined,
    '',
    'null',
    '{"version": {"min_version": "", "version": ""}}',
    documentOf('a', 'b'),
  ])('cannot be told from %j: 503, and Nova is asked again', async (document) => {
    const { act, asked } = await openWith(document);
    const later = { 'OpenStack-API-Version': 'compute 2.50' };

    expect((await act(later)).status).toBe(503);
    expect((await act(later)).status).toBe(503);
    expect(asked).toHaveLength(2);
  });

  test('is waited for so long as a whole, however often a part of the document comes', async () => {
    const nova = await openNova((_request, response) => {
      const dripping = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(dripping));
    });
    const upstream = new Upstream(async () => nova);
    onTestFinished(() => upstream.close());

    await expect(readNovaVersions(upstream, ms(200))).rejects.toMatchObject({ kind: 'cloudUnavailable' });
  });

  test('can be 2.1 while Nova is away, and no other', async () => {
    const { url } = await openFront(`http://127.0.0.1:${await closedPort()}/v2.1`);
    const act = (version: string) =>
      fetch(`${url}/v2.1/servers/${vm1}/action`, {
        method: 'POST',
        body: '{"get-cpu-priority": null}',
        headers: { 'X-Auth-Token': reader, 'OpenStack-API-Version': `compute ${version}` },
      });

    expect((await act('2.1')).status).toBe(200);
    expect((await act('2.2')).status).toBe(503);
  });
});
