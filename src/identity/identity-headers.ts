/**
 * The headers in which OpenStack's services hand on who a caller is, once the token has been checked. From a caller they are worth
 * nothing: none is ever read here, and none may be passed on. A service token is not among them, since it is checked itself.
 * @see keystonemiddleware/auth_token/_request.py
 */
export const identityHeaders: readonly string[] = [
  ...['x-identity-status', 'x-service-identity-status', 'x-service-catalog', 'openstack-system-scope'],
  ...['x-is-admin-project', 'x-tenant', 'x-tenant-id', 'x-tenant-name', 'x-user', 'x-role'],
  ...['', 'service-'].flatMap((whose) => [
    ...['domain-id', 'domain-name', 'roles'].map((name) => `x-${whose}${name}`),
    ...['user', 'project'].flatMap((what) =>
      ['id', 'name', 'domain-id', 'domain-name'].map((name) => `x-${whose}${what}-${name}`),
    ),
  ]),
];

const known: ReadonlySet<string> = new Set(identityHeaders);

/** Whether a header says who its sender is. To a WSGI server `X_User_Id` is the same as `X-User-Id`. */
export const isIdentityHeader = (name: string): boolean => known.has(name.toLowerCase().replaceAll('_', '-'));
