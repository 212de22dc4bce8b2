import { expect, test } from 'vitest';
import { isIdentityHeader } from '../../../src/identity/identity-headers.ts';

test.each([
  ...['X-User-Id', 'X-User-Name', 'X-User-Domain-Id', 'X-User-Domain-Name', 'X-Project-Id', 'X-Project-Name'],
  ...['X-Project-Domain-Id', 'X-Project-Domain-Name', 'X-Domain-Id', 'X-Domain-Name', 'X-Roles', 'X-Role', 'X-User'],
  ...['X-Tenant', 'X-Tenant-Id', 'X-Tenant-Name', 'X-Identity-Status', 'X-Service-Catalog', 'X-Is-Admin-Project'],
  ...['X-Service-Identity-Status', 'X-Service-User-Id', 'X-Service-Project-Domain-Name', 'X-Service-Roles'],
  ...['OpenStack-System-Scope', 'x-roles', 'X_ROLES', 'X_User-Id'],
])('%s says who its sender is', (name) => {
  expect(isIdentityHeader(name)).toBe(true);
});

test.each([
  'X-Auth-Token',
  'X-Service-Token',
  'X-Openstack-Request-Id',
  'Content-Type',
  'X-Rolesx',
])('%s does not', (name) => {
  expect(isIdentityHeader(name)).toBe(false);
});
