import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActionName } from '../../src/actions/action.ts';
import { sampleServers } from '../../src/fake/servers.ts';
import type { Profile } from '../../src/identity/default-rules.ts';
import type { Server } from '../../src/inventory/server.ts';
import type { TokenOf } from '../fakes/keystone.ts';
import { actionNames, nowhere, project1, project2, serverOf, vm1, vm3, vm6 } from './app-under-test.ts';
import { runServerAction } from './contract.ts';
import { type KeystoneApp, post, startKeystoneApp } from './keystone-app.ts';

const nobodys = 'a0000000-0000-4000-8000-0000000000aa';
const locked = 'a0000000-0000-4000-8000-0000000000ab';

/** Whose server, or what is the matter with it; all but the second, the third and the last are project 1's. */
const servers = { own: vm1, "other's": vm3, "nobody's": nobodys, locked, stopped: vm6, unknown: nowhere };
type ServerKind = keyof typeof servers;

const samples = sampleServers.map(serverOf);
const [sample] = samples as [Server];
const allServers: readonly Server[] = [
  ...samples,
  { ...sample, id: nobodys, projectId: '', userId: '' },
  { ...sample, id: locked, isLocked: true },
];

const reader = ['reader'];
const member = ['member', ...reader];
const manager = ['manager', ...member];
const admin = ['admin', ...manager];

/** What each one's token is; text instead of it is sent as it stands. */
const people: Readonly<Record<string, TokenOf | string>> = {
  admin: { roles: admin },
  manager: { roles: manager },
  member: { roles: member },
  reader: { roles: reader },
  'manager, no other role': { roles: ['manager'] },
  'ADMIN in capitals': { roles: ['ADMIN'] },
  'other role': { roles: ['administrator', 'adm'] },
  'no role': { roles: [] },
  "other's admin": { projectId: project2, roles: admin },
  "other's manager": { projectId: project2, roles: manager },
  "other's member": { projectId: project2, roles: member },
  "other's reader": { projectId: project2, roles: reader },
  'app credential': { roles: manager, credential: {} },
  'app credential, rules': { roles: admin, credential: { access_rules: [{ service: 'compute', path: '/**' }] } },
  unscoped: { scope: 'none' },
  'domain admin': { roles: admin, scope: 'domain' },
  'system admin': { roles: admin, scope: 'system' },
  expired: { roles: admin, lifeMs: 0 },
  garbage: 'gAAAAABnonsense',
  'noauth2 admin': `admin:${project1}`,
  'no token': '',
};

/** Whose servers each one sees under the default profile; those who see none see their own under the other. Undefined: 401. */
const sees: Readonly<Record<string, 'own' | 'all' | "other's" | 'none'>> = {
  admin: 'all',
  manager: 'own',
  member: 'own',
  reader: 'own',
  'manager, no other role': 'none',
  'ADMIN in capitals': 'all',
  'other role': 'none',
  'no role': 'none',
  "other's admin": 'all',
  "other's manager": "other's",
  "other's member": "other's",
  "other's reader": "other's",
  'app credential': 'own',
};

/** Reading and setting: the status of all the actions that read, then of all those that set. */
const tables: Readonly<Record<Profile, string>> = {
  default: `
    who                    | own     | other's | nobody's | locked  | stopped | unknown
    admin                  | 200 200 | 200 200 | 200 200  | 200 200 | 409 409 | 404 404
    manager                | 200 200 | 404 404 | 404 404  | 200 409 | 409 409 | 404 404
    member                 | 200 403 | 404 404 | 404 404  | 200 403 | 409 403 | 404 404
    reader                 | 200 403 | 404 404 | 404 404  | 200 403 | 409 403 | 404 404
    manager, no other role | 403 200 | 404 404 | 404 404  | 403 409 | 403 409 | 404 404
    ADMIN in capitals      | 200 200 | 200 200 | 200 200  | 200 200 | 409 409 | 404 404
    other role             | 403 403 | 404 404 | 404 404  | 403 403 | 403 403 | 404 404
    no role                | 403 403 | 404 404 | 404 404  | 403 403 | 403 403 | 404 404
    other's admin          | 200 200 | 200 200 | 200 200  | 200 200 | 409 409 | 404 404
    other's manager        | 404 404 | 200 200 | 404 404  | 404 404 | 404 404 | 404 404
    other's member         | 404 404 | 200 403 | 404 404  | 404 404 | 404 404 | 404 404
    other's reader         | 404 404 | 200 403 | 404 404  | 404 404 | 404 404 | 404 404
    app credential         | 200 200 | 404 404 | 404 404  | 200 409 | 409 409 | 404 404
    app credential, rules  | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401
    unscoped               | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401
    domain admin           | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401
    system admin           | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401
    expired                | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401
    garbage                | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401
    noauth2 admin          | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401
    no token               | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401`,
  thesis: `
    who                    | own     | other's | nobody's | locked  | stopped | unknown
    admin                  | 200 200 | 200 200 | 200 200  | 200 200 | 409 409 | 404 404
    manager                | 200 200 | 404 404 | 404 404  | 200 409 | 409 409 | 404 404
    member                 | 200 200 | 404 404 | 404 404  | 200 409 | 409 409 | 404 404
    reader                 | 200 200 | 404 404 | 404 404  | 200 409 | 409 409 | 404 404
    manager, no other role | 200 200 | 404 404 | 404 404  | 200 409 | 409 409 | 404 404
    ADMIN in capitals      | 200 200 | 200 200 | 200 200  | 200 200 | 409 409 | 404 404
    other role             | 200 200 | 404 404 | 404 404  | 200 409 | 409 409 | 404 404
    no role                | 200 200 | 404 404 | 404 404  | 200 409 | 409 409 | 404 404
    other's admin          | 200 200 | 200 200 | 200 200  | 200 200 | 409 409 | 404 404
    other's manager        | 404 404 | 200 200 | 404 404  | 404 404 | 404 404 | 404 404
    other's member         | 404 404 | 200 200 | 404 404  | 404 404 | 404 404 | 404 404
    other's reader         | 404 404 | 200 200 | 404 404  | 404 404 | 404 404 | 404 404
    app credential         | 200 200 | 404 404 | 404 404  | 200 409 | 409 409 | 404 404
    app credential, rules  | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401
    unscoped               | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401
    domain admin           | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401
    system admin           | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401
    expired                | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401
    garbage                | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401
    noauth2 admin          | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401
    no token               | 401 401 | 401 401 | 401 401  | 401 401 | 401 401 | 401 401`,
};

interface Row {
  readonly who: string;
  readonly cells: Readonly<Record<ServerKind, string>>;
}

function rowsOf(table: string): Row[] {
  const [head = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return rows.map(([who = '', ...cells]) => ({
    who,
    cells: Object.fromEntries(cells.map((cell, index) => [head[index + 1], cell])) as Row['cells'],
  }));
}

const isSetter = (name: string): boolean => /^(?:set|reset|clear)-/.test(name);
const bodies = runServerAction.requestBody!.content['application/json']!.examples;

describe.each(Object.entries(tables))('under the profile %s', (profile, table) => {
  let world: KeystoneApp;
  const rows = rowsOf(table);

  beforeAll(async () => {
    world = await startKeystoneApp({ policies: { policy: { profile: profile as Profile } }, servers: allServers });
  });
  afterAll(() => world.close());

  test('the table has everybody', () => {
    expect(rows.map(({ who }) => who)).toEqual(Object.keys(people));
    expect(Object.keys(rows[0]!.cells)).toEqual(Object.keys(servers));
  });

  test.each(rows)('$who sees the servers that they may', async ({ who }) => {
    const of = people[who]!;
    const token = typeof of === 'string' ? of : world.keystone.issue({ projectId: project1, ...of });
    const statusOf = async (path: string) =>
      (await fetch(`${world.url}/v2.1/servers${path}`, { headers: { 'X-Auth-Token': token } })).status;

    const statuses = await Promise.all(['', '/detail', `/${vm1}`, `/${vm3}`, '?all_tenants=1'].map(statusOf));

    const expected = { own: [200, 200, 200, 404, 403], "other's": [200, 200, 404, 200, 403], all: Array(5).fill(200) };
    const none = [403, 403, 403, 404, 403];
    const seen = profile === 'thesis' && sees[who] === 'none' ? 'own' : sees[who];
    expect(statuses).toEqual(seen === undefined ? Array(5).fill(401) : { ...expected, none }[seen]);
  });

  test.each(rows)('$who is answered every action as the table says', async ({ who, cells }) => {
    const of = people[who]!;
    const token = typeof of === 'string' ? of : world.keystone.issue({ projectId: project1, ...of });
    const before = world.performed.length;
    const expected: Record<string, string> = {};
    const actual: Record<string, string> = {};

    for (const [kind, server] of Object.entries(servers) as [ServerKind, string][]) {
      const [reading = '', setting = ''] = cells[kind].split(' ');
      const ask = async (name: ActionName) => {
        expected[`${name}, ${kind}`] = isSetter(name) ? setting : reading;
        const { status } = await post(world.url, { server, token, body: bodies[name]!.value as object });
        actual[`${name}, ${kind}`] = String(status);
      };
      await Promise.all(actionNames.map(ask));
    }

    expect(actual).toEqual(expected);
    // Nothing was carried out that was not to be, whatever was answered; the state is looked at there.
    const reached = Object.entries(expected).filter(([what, status]) => status === '200' || isOfState(what, status));
    expect(world.performed.length - before).toBe(reached.length);
  });
});

const isOfState = (what: string, status: string): boolean => status === '409' && what.endsWith('stopped');
