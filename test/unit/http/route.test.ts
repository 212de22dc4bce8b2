import { expect, test } from 'vitest';
import { findPlace } from '../../../src/http/route.ts';

const project = 'd1e5a0b0c4f84a6e9a0f5b1c2d3e4f01';

test.each([
  ['/v2.1', { version: 'v2.1', route: 'version' }],
  ['/v2/', { version: 'v2', route: 'version' }],
  ['/servers', { version: '', route: 'listServers' }],
  [`/${project}/servers/`, { version: '', projectId: project, route: 'listServers' }],
  ['/v2.1/servers/detail', { version: 'v2.1', route: 'listServersDetail' }],
  [`/v2/${project}/servers/a%2Fb`, { version: 'v2', projectId: project, route: 'getServer', id: 'a/b' }],
  ['/v2.1/servers/%zz', { version: 'v2.1', route: 'getServer', id: '%zz' }],
  ['/v2.1/servers/detail/action', { version: 'v2.1', route: 'runServerAction', id: 'detail' }],
  ['//v2.1///servers//x//action/', { version: 'v2.1', route: 'runServerAction', id: 'x' }],
  ['/v2.1/extensions/os-x', { version: 'v2.1', route: 'getExtension', id: 'os-x' }],
  ['/v2.1/abc', { version: 'v2.1', route: undefined }],
  ['/v2.1/abc/', { version: 'v2.1', route: undefined }],
  ['/v2.1/XYZ/servers', { version: 'v2.1', route: undefined }],
  ['/servers/x/y', { version: '', route: undefined }],
  ['/v2.1/servers/x\n', { version: 'v2.1', route: 'getServer' }],
])('findPlace finds %s', (path, place) => {
  expect(findPlace(path)).toMatchObject(place);
});

test.each([
  '/',
  '',
  '/v3/servers',
  '/v2.10',
  '/v2.1x',
  '/abc',
  '/docs',
  '/serversx',
  '/not-hex/servers',
])('findPlace leaves %j to others', (path) => {
  expect(findPlace(path)).toBeUndefined();
});
