import { expect, test } from 'vitest';
import { sampleServers } from '../../src/fake/servers.ts';
import {
  admin,
  appUnderTest,
  inventoryOf,
  nowhere,
  project1,
  project2,
  reader,
  serverOf,
  vm1,
  vm6,
} from './app-under-test.ts';
import { ask, type Question } from './ask.ts';

/** Everything a request is made of, so that each check can break its own part. */
interface Parts {
  readonly token?: string;
  readonly version: string;
  readonly type: string;
  readonly body: string;
  readonly project: string;
  readonly server: string;
  readonly complete: boolean;
}

const good: Parts = {
  token: admin,
  version: 'compute 2.1',
  type: 'application/json',
  body: '{"set-net-priority": {"prio": 3}}',
  project: project1,
  server: vm1,
  complete: true,
};

/** One fault per check, in the order in which they are to be found. Those that set the same part exclude each other. */
const checks: readonly (readonly [check: string, broken: Partial<Parts>, status: number, text: RegExp])[] = [
  ['the token', { token: 'nonsense' }, 401, /requires authentication/],
  ['the form of the microversion', { version: 'compute two' }, 400, /invalid format/],
  ['the microversion', { version: 'compute 2.99' }, 406, /not supported by the API/],
  ['the content type', { type: 'application/xml' }, 415, /Unsupported Content-Type/],
  ['the size of the body', { body: `{"x": "${'x'.repeat(120_000)}"}` }, 413, /too large/],
  ['the form of the body', { body: '{' }, 400, /Malformed request body/],
  ['the name of the action', { body: '{"nosuch": null}' }, 400, /There is no such action: nosuch/],
  ['the project in the path', { project: project2 }, 400, /Malformed request URL/],
  [
    'the value of the action',
    { body: '{"set-net-priority": {"prio": 99}}' },
    400,
    /99 is greater than the maximum of 98/,
  ],
  [
    'a number that cannot be held',
    { body: '{"set-net-priority": {"prio": 9007199254740993}}' },
    400,
    /9007199254740993 is greater/,
  ],
  ['whether the server exists', { server: nowhere }, 404, /could not be found/],
  ['whether it may yet turn up', { server: nowhere, complete: false }, 503, /cannot be looked up yet/],
  [
    'whether the caller may',
    { token: reader },
    403,
    /Policy doesn't allow os_compute_api:os-libvirt-resources:set-net-priority/,
  ],
  ['the state of the server', { server: vm6 }, 409, /while it is in vm_state stopped/],
];

const pairs = checks.flatMap(([first, broken, status, text], index) =>
  checks.slice(index + 1).flatMap(([second, alsoBroken]) => {
    const exclusive = Object.keys(broken).some((part) => part in alsoBroken);
    return exclusive ? [] : [{ first, second, broken: { ...alsoBroken, ...broken }, status, text }];
  }),
);

function questionOf({ token, version, type, body, project, server }: Parts): Question {
  return {
    method: 'POST',
    path: `/v2.1/${project}/servers/${server}/action`,
    ...(token === undefined ? {} : { token }),
    headers: { 'OpenStack-API-Version': version, 'Content-Type': type },
    body: Buffer.from(body),
  };
}

const servers = sampleServers.map(serverOf);
const { app } = appUnderTest();
const { app: appBeforeAllHostsAnswered } = appUnderTest({ inventory: inventoryOf(servers, false) });

function askWith(broken: Partial<Parts>): ReturnType<typeof ask> {
  const parts = { ...good, ...broken };
  return ask(parts.complete ? app : appBeforeAllHostsAnswered, questionOf(parts));
}

test('with every part in order the action is carried out', async () => {
  expect((await askWith({})).status).toBe(200);
});

test.each(checks)('%s is checked', async (_check, broken, status, text) => {
  const answer = await askWith(broken);

  expect(answer.status).toBe(status);
  expect(answer.text).toMatch(text);
});

test.each(pairs)('$first is checked before $second', async ({ broken, status, text }) => {
  const answer = await askWith(broken);

  expect(answer.status).toBe(status);
  expect(answer.text).toMatch(text);
});
