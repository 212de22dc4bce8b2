import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/faults.ts';
import type { AppParts } from '../../src/http/app.ts';
import { admin, appUnderTest, inventoryOf, nowhere, project1, reader, vm1, vm6 } from './app-under-test.ts';
import { ask, type Question } from './ask.ts';
import { contract } from './contract.ts';

interface Way {
  readonly question: Question;
  readonly parts?: Partial<AppParts>;
}

const getter = { 'get-cpu-priority': null };
const failing = (error: Error): Partial<AppParts> => ({ perform: () => Promise.reject(error) });
const broken: Partial<AppParts> = {
  inventory: {
    complete: true,
    find: () => {
      throw new Error('a bug');
    },
    list: () => {
      throw new Error('a bug');
    },
  },
};

const act = (question: Partial<Question> = {}): Question => ({
  method: 'POST',
  path: `/v2.1/servers/${vm1}/action`,
  token: reader,
  body: getter,
  ...question,
});
const get = (path: string, question: Partial<Question> = {}): Question => ({ path, token: reader, ...question });
const otherVersion = { 'OpenStack-API-Version': 'compute 2.2' };
const wrongProject = (path: string): string => `/v2.1/abc${path}`;

const roleless = { userId: 'carol', projectId: project1, roles: [], isAdmin: false };
const keystoneAway = () =>
  Promise.reject(new Fault('cloudUnavailable', 'The Keystone service is temporarily unavailable.'));

/** What every operation with a token can answer. */
const guarded = (path: string): Record<string, Way> => ({
  200: { question: get(`/v2.1${path}`) },
  400: { question: get(wrongProject(path)) },
  401: { question: { path: `/v2.1${path}` } },
  406: { question: get(`/v2.1${path}`, { headers: otherVersion }) },
  503: { question: get(`/v2.1${path}`), parts: { authenticate: keystoneAway } },
});

const list = (path: string): Record<string, Way> => ({
  ...guarded(path),
  403: { question: get(`/v2.1${path}?all_tenants=1`) },
  500: { question: get(`/v2.1${path}`), parts: broken },
});

/** One way to each status that openapi.yaml promises. */
const ways: Readonly<Record<string, Readonly<Record<string, Way>>>> = {
  runServerAction: {
    200: { question: act() },
    400: { question: act({ body: [] }) },
    401: { question: { method: 'POST', path: `/v2.1/servers/${vm1}/action`, body: getter } },
    403: { question: act({ body: { 'reset-net-priority': null } }) },
    404: { question: act({ path: `/v2.1/servers/${nowhere}/action` }) },
    406: { question: act({ headers: otherVersion }) },
    408: { question: act({ headers: { 'Content-Length': '100' } }), parts: { bodyTimeoutMs: 20 } },
    409: { question: act({ path: `/v2.1/servers/${vm6}/action` }) },
    412: { question: act(), parts: failing(new Fault('preconditionFailed', 'It has changed')) },
    413: { question: act({ body: 'x'.repeat(114_689) }) },
    415: { question: act({ headers: { 'Content-Type': 'application/xml' } }) },
    500: { question: act(), parts: failing(new Error('a bug')) },
    501: {
      question: act(),
      parts: failing(new Fault('notSupported', 'The requested functionality is not supported.')),
    },
    503: { question: act(), parts: failing(new Fault('hostUnavailable', 'Its host does not answer')) },
  },
  listServers: list('/servers'),
  listServersDetail: list('/servers/detail'),
  getServer: {
    ...guarded(`/servers/${vm1}`),
    403: { question: get(`/v2.1/servers/${vm1}`), parts: { authenticate: async () => roleless } },
    404: { question: get('/v2.1/servers/nosuch') },
    500: { question: get(`/v2.1/servers/${vm1}`), parts: broken },
    503: { question: get(`/v2.1/servers/${nowhere}`), parts: { inventory: inventoryOf([], false) } },
  },
  listAllocationHistory: {
    ...guarded(`/servers/${vm1}/allocation-history`),
    403: { question: get(`/v2.1/servers/${vm1}/allocation-history`), parts: { authenticate: async () => roleless } },
    404: { question: get('/v2.1/servers/nosuch/allocation-history') },
    500: { question: get(`/v2.1/servers/${vm1}/allocation-history`), parts: broken },
  },
  listExtensions: guarded('/extensions'),
  getExtension: { ...guarded('/extensions/os-libvirt-resources'), 404: { question: get('/v2.1/extensions/nosuch') } },
  listVersions: { 200: { question: { path: '/' } } },
  getVersion21: { 200: { question: { path: '/v2.1/' } } },
  getVersion2: { 200: { question: { path: '/v2/' } } },
  healthcheck: {
    200: { question: { path: '/healthcheck' } },
    503: { question: { path: '/healthcheck' }, parts: { ready: () => false } },
  },
  metrics: { 200: { question: { path: '/metrics', token: admin } } },
  openapiJson: { 200: { question: { path: '/openapi.json' } } },
  openapiYaml: { 200: { question: { path: '/openapi.yaml' } } },
};

const sound = appUnderTest();
const operations = Object.values(contract.paths)
  .flatMap((item) => Object.values(item))
  .filter(({ operationId }) => operationId !== undefined);

describe.each(operations)('$operationId', ({ operationId, responses }) => {
  test('promises the statuses that there is a way to', () => {
    expect(Object.keys(ways[operationId] ?? {}).sort()).toEqual(Object.keys(responses).sort());
  });

  test.each(Object.entries(ways[operationId] ?? {}))('answers %s', async (status, { question, parts }) => {
    const { app } = parts === undefined ? sound : appUnderTest(parts);

    expect((await ask(app, question)).status).toBe(Number(status));
  });
});
