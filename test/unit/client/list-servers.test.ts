import { expect, test } from 'vitest';
import { errorOf, scriptedCloud } from './calls.ts';

const next = [{ rel: 'next', href: 'http://behind-a-proxy/servers/detail?marker=other' }];
const page = (query: string, names: readonly string[], servers_links?: readonly object[]) => ({
  request: `GET /v2.1/servers/detail${query}`,
  answer: { servers: names.map((name) => ({ id: `id-${name}`, name })), servers_links },
});
const namesOf = (servers: readonly { name: string }[]) => servers.map(({ name }) => name);

test('a list is of the own project', async () => {
  expect(namesOf(await scriptedCloud([page('', ['VM1', 'VM2'])]).listServers())).toEqual(['VM1', 'VM2']);
});

test('a list of all projects is asked for, and a name is handed on as it is', async () => {
  const cloud = scriptedCloud([page('?name=^VM[12]$&all_tenants=1', ['VM1'])]);

  expect(namesOf(await cloud.listServers({ name: '^VM[12]$', allProjects: true }))).toEqual(['VM1']);
});

test('a list in pages comes whole and in order, each page asked for with the rest of the query', async () => {
  const cloud = scriptedCloud([
    page('?name=VM&all_tenants=1', ['VM1', 'VM2'], next),
    page('?name=VM&all_tenants=1&marker=id-VM2', ['VM3', 'VM4'], next),
    page('?name=VM&all_tenants=1&marker=id-VM4', ['VM5']),
  ]);

  const servers = await cloud.listServers({ name: 'VM', allProjects: true });

  expect(namesOf(servers)).toEqual(['VM1', 'VM2', 'VM3', 'VM4', 'VM5']);
});

test.each([
  ['an empty page', []],
  ['the same page again', ['VM2']],
])('a list whose next page is %s ends', async (_what, names) => {
  const cloud = scriptedCloud([page('', ['VM1', 'VM2'], next), page('?marker=id-VM2', names, next)]);

  expect(namesOf(await cloud.listServers())).toEqual(['VM1', 'VM2', ...names]);
});

test('a list whose pages turn in a circle ends', async () => {
  const cloud = scriptedCloud([
    page('', ['VM1'], next),
    page('?marker=id-VM1', ['VM2'], next),
    page('?marker=id-VM2', ['VM1'], next),
  ]);

  expect(namesOf(await cloud.listServers())).toEqual(['VM1', 'VM2', 'VM1']);
});

test('a list that is refused on its second page is refused', async () => {
  const answer = { badRequest: { code: 400, message: 'marker [id-VM2] not found' } };
  const cloud = scriptedCloud([page('', ['VM1', 'VM2'], next), { ...page('?marker=id-VM2', []), status: 400, answer }]);

  expect(await errorOf(cloud.listServers())).toMatchObject({ fault: 'badRequest' });
});

test('the extensions are listed', async () => {
  const extensions = [{ alias: 'os-libvirt-resources', name: 'LibvirtResources', description: 'Shares.' }];
  const cloud = scriptedCloud([{ request: 'GET /v2.1/extensions', answer: { extensions } }]);

  expect(await cloud.listExtensions()).toEqual(extensions);
});
