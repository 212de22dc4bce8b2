import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CloudUserName, catalog, cloudPassword, cloudUsers, keystoneUrl, region } from '../lab/openstack/index.ts';
import { tokenOf } from './cloud.ts';
import { type Novatuned, startNovatuned } from './novatuned.ts';

const direct = catalog.nova.url;
let novatuned: Novatuned;
let through: string;

beforeAll(async () => {
  novatuned = await startNovatuned({ inventory: 'nova', proxy: true });
  through = `${novatuned.url}/v2.1`;
});

afterAll(() => novatuned?.close());

/** Runs one of OpenStack's own programs as a user, with that endpoint for Nova. */
async function run(user: CloudUserName, endpoint: string, program: string, ...args: string[]): Promise<string> {
  const env = {
    PATH: '/usr/bin:/bin',
    LC_ALL: 'C.UTF-8',
    OS_AUTH_URL: keystoneUrl,
    OS_USERNAME: cloudUsers[user].name,
    OS_PASSWORD: cloudPassword,
    OS_PROJECT_NAME: cloudUsers[user].project,
    OS_USER_DOMAIN_NAME: 'Default',
    OS_PROJECT_DOMAIN_NAME: 'Default',
    OS_IDENTITY_API_VERSION: '3',
    OS_REGION_NAME: region,
    ...(program === 'nova' ? { OS_ENDPOINT_OVERRIDE: endpoint } : { OS_COMPUTE_ENDPOINT_OVERRIDE: endpoint }),
  };
  const { stdout } = await promisify(execFile)(program, args, { env, timeout: 60_000 });
  return stdout;
}

describe.each<[CloudUserName, string, ...string[]]>([
  ['demo', 'nova', 'list'],
  ['demo', 'nova', 'show', 'VM1'],
  ['admin', 'nova', 'list', '--all-tenants'],
  ['demo', 'openstack', 'server', 'list'],
  ['demo', 'openstack', 'server', 'show', 'VM1'],
  ['admin', 'openstack', 'hypervisor', 'list'],
])('as %s: %s %s %s', (user, program, ...args) => {
  test('prints through novatuned what it prints without', async () => {
    const [theirs, ours] = [await run(user, direct, program, ...args), await run(user, through, program, ...args)];

    expect(ours).toBe(theirs);
    expect(ours.length).toBeGreaterThan(50);
  });
});

test('OpenStack’s own programs went through novatuned indeed', () => {
  const passed = novatuned.log.filter((line) => line.includes('"passedTo":"nova"'));

  expect(passed.length).toBeGreaterThan(6);
});

test('the version documents are Nova’s own, and their links lead through novatuned', async () => {
  for (const path of ['/', '/v2.1/', '/v2/']) {
    const [theirs, ours] = await Promise.all(
      [new URL(direct).origin, novatuned.url].map(async (origin) => {
        const response = await fetch(origin + path);
        return { status: response.status, text: (await response.text()).replaceAll(origin, '') };
      }),
    );

    expect(ours).toEqual(theirs);
  }
});

describe('a microversion', () => {
  const ask = async (version: string) => {
    const token = await tokenOf('demo');
    const { servers } = (await (await fetch(`${through}/servers`, { headers: { 'X-Auth-Token': token } })).json()) as {
      servers: { id: string }[];
    };
    const response = await fetch(`${through}/servers/${servers[0]?.id}/action`, {
      method: 'POST',
      headers: {
        'X-Auth-Token': token,
        'Content-Type': 'application/json',
        'OpenStack-API-Version': `compute ${version}`,
      },
      body: '{"get-cpu-priority": null}',
    });
    return {
      status: response.status,
      version: response.headers.get('OpenStack-API-Version'),
      text: await response.text(),
    };
  };

  test('that Nova knows is taken for novatune’s actions, and said back', async () => {
    expect(await ask('2.79')).toMatchObject({ status: 200, version: 'compute 2.79' });
    expect((await ask('latest')).version).toMatch(/^compute 2\.\d\d$/);
  });

  test('that Nova does not know is refused with the range that Nova names', async () => {
    const ours = await ask('2.999');
    const theirs = await fetch(`${direct}/servers`, {
      headers: { 'X-Auth-Token': await tokenOf('demo'), 'OpenStack-API-Version': 'compute 2.999' },
    });

    expect(ours.status).toBe(theirs.status);
    expect(JSON.parse(ours.text)).toEqual(await theirs.json());
  });
});

test('Nova’s extensions and novatune’s are one list', async () => {
  const headers = { 'X-Auth-Token': await tokenOf('demo') };
  const aliases = async (url: string) =>
    (
      (await (await fetch(`${url}/extensions`, { headers })).json()) as { extensions: { alias: string }[] }
    ).extensions.map(({ alias }) => alias);

  expect(await aliases(through)).toEqual([...(await aliases(direct)), 'os-libvirt-resources']);
});

test('an answer of Nova’s comes in its bytes, also a large one and one of an error', async () => {
  const headers = { 'X-Auth-Token': await tokenOf('admin') };
  for (const path of [
    '/extensions/nosuch',
    '/flavors/detail',
    '/servers/detail?all_tenants=1',
    '/os-services',
    '/nosuch',
  ]) {
    const [theirs, ours] = await Promise.all(
      [direct, through].map(async (url) => {
        const response = await fetch(url + path, { headers });
        return { status: response.status, text: (await response.text()).replaceAll(new URL(url).origin, '') };
      }),
    );

    expect(ours).toEqual(theirs);
  }
});
