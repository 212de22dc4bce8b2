import { describe, expect, test } from 'vitest';
import { sampleServers } from '../../src/fake/servers.ts';
import { admin, appUnderTest, inventoryOf, project1, project2, reader, serverOf, vm1, vm3 } from './app-under-test.ts';
import { ask } from './ask.ts';

const { app } = appUnderTest();
const list = (query: string, token = reader) => ask(app, { path: `/v2.1/servers${query}`, token });
const namesOf = (answer: { body: { servers: { name: string }[] } }) => answer.body.servers.map(({ name }) => name);

describe('the list of servers', () => {
  test("has the project's own, in the inventory's order", async () => {
    expect(namesOf(await list(''))).toEqual(['VM1', 'VM2', 'VM4', 'VM5', 'VM6']);
    expect(namesOf(await list('', `bob:${project2}`))).toEqual(['VM3', 'VM7']);
    expect(namesOf(await list('', 'bob:elsewhere'))).toEqual([]);
  });

  test("has an admin's own project only, until it asks for all", async () => {
    expect(namesOf(await list('', admin))).toHaveLength(5);
    expect(namesOf(await list('?all_tenants=1', admin))).toHaveLength(7);
  });

  test.each(['', '=', '=1', '=True', '=yes', '=ON'])('all_tenants%s asks for all', async (value) => {
    expect(namesOf(await list(`?all_tenants${value}`, admin))).toHaveLength(7);
  });

  test.each(['0', 'false', 'No', 'off'])('all_tenants=%s does not, and anyone may say so', async (value) => {
    expect(namesOf(await list(`?all_tenants=${value}`))).toHaveLength(5);
  });

  test('all_tenants is refused in the name of the list that was asked for', async () => {
    const plain = await list('?all_tenants=1');
    const detail = await ask(app, { path: '/v2.1/servers/detail?all_tenants=1', token: reader });

    expect(plain.body.forbidden.message).toBe(
      "Policy doesn't allow os_compute_api:servers:index:get_all_tenants to be performed.",
    );
    expect(detail.body.forbidden.message).toBe(
      "Policy doesn't allow os_compute_api:servers:detail:get_all_tenants to be performed.",
    );
  });

  test('leaves unknown parameters alone', async () => {
    expect(namesOf(await list('?nosuch=1&status=ACTIVE'))).toHaveLength(5);
  });

  test.each([
    ['VM1', ['VM1']],
    ['vm', ['VM1', 'VM2', 'VM4', 'VM5', 'VM6']],
    ['^VM[12]$', ['VM1', 'VM2']],
    ['M(4|6)', ['VM4', 'VM6']],
    ['^M', []],
  ])('name=%s finds %j', async (pattern, names) => {
    expect(namesOf(await list(`?name=${encodeURIComponent(pattern)}`))).toEqual(names);
  });
});

describe('a list in pages', () => {
  test('is linked from one to the next, with the rest of the query', async () => {
    const first = await list('?name=VM&limit=2');
    const [next] = first.body.servers_links;
    const second = await ask(app, { path: new URL(next.href).pathname + new URL(next.href).search, token: reader });
    const third = await list(`?limit=2&marker=${second.body.servers[1].id}`);

    expect(namesOf(first)).toEqual(['VM1', 'VM2']);
    expect(next).toEqual({
      rel: 'next',
      href: expect.stringMatching(/\/v2\.1\/servers\?limit=2&marker=a0000000-.*2&name=VM$/),
    });
    expect(namesOf(second)).toEqual(['VM4', 'VM5']);
    expect(namesOf(third)).toEqual(['VM6']);
    expect(third.body).not.toHaveProperty('servers_links');
  });

  test('has the project in its links where the request had it', async () => {
    const answer = await ask(app, {
      path: `/v2/${project1}/servers/detail?limit=1`,
      token: reader,
      headers: { Host: 'api.example' },
    });

    expect(answer.body.servers_links[0].href).toBe(
      `http://api.example/v2/${project1}/servers/detail?limit=1&marker=${vm1}`,
    );
  });

  test('holds 1000 servers at most', async () => {
    const many = Array.from({ length: 1005 }, (_, index) => ({
      ...serverOf(sampleServers[0]!),
      id: `a0000000-0000-4000-8000-${index + 1e11}`,
    }));
    const big = appUnderTest({ inventory: inventoryOf(many) }).app;
    for (const query of ['', '?limit=0', '?limit=99999999999999999999', '?limit=1000']) {
      const answer = await ask(big, { path: `/v2.1/servers${query}`, token: reader });
      expect(answer.body.servers).toHaveLength(1000);
      expect(answer.body.servers_links).toHaveLength(1);
    }
  });
});

test.each([
  ['limit=-1', "Invalid input for query parameters limit. Value: -1. '-1' does not match '^[0-9]*$'"],
  ['limit=x', "Invalid input for query parameters limit. Value: x. 'x' does not match '^[0-9]*$'"],
  ['limit=1.5', "Invalid input for query parameters limit. Value: 1.5. '1.5' does not match '^[0-9]*$'"],
  ['marker=nosuch', 'marker [nosuch] not found'],
  [`marker=${vm3}`, `marker [${vm3}] not found`],
  ['name=(', "Invalid input for query parameters name. Value: (. '(' is not a 'regex'"],
  ['name=', "Invalid input for query parameters name. Value: . '' is not a 'regex'"],
  [
    'all_tenants=x',
    "Invalid input received: Unrecognized value 'x', acceptable values are: '0', '1', 'f', 'false', 'n', 'no', 'off', 'on', 't', 'true', 'y', 'yes'",
  ],
])('%s is refused', async (query, message) => {
  const answer = await list(`?${query}`);

  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({ badRequest: { code: 400, message } });
});
