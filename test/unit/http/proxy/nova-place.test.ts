import { expect, test } from 'vitest';
import { novaPlaceOf } from '../../../../src/http/proxy/nova-place.ts';

test.each([
  ['http://ctl:8774/v2.1', { protocol: 'http:', hostname: 'ctl', port: 8774, prefix: '' }],
  ['http://ctl:8774/v2.1/', { port: 8774, prefix: '' }],
  ['http://ctl:8774', { port: 8774, prefix: '' }],
  ['http://ctl:8774/v2/d1e5a0b0', { port: 8774, prefix: '' }],
  ['http://ctl/compute/v2.1', { port: 80, prefix: '/compute' }],
  ['https://ctl/compute/v2.1/d1e5a0b0', { protocol: 'https:', port: 443, prefix: '/compute' }],
  ['https://ctl/a/b/', { port: 443, prefix: '/a/b' }],
  ['http://[2001:db8::1]:8774/v2.1', { hostname: '2001:db8::1', port: 8774 }],
])('novaPlaceOf reads %s', (endpoint, place) => {
  expect(novaPlaceOf(endpoint)).toMatchObject(place);
});
