/** Somebody who can log in to the cloud, with cloudPassword. */
export interface CloudUser {
  readonly name: string;
  /** Where the user is at home: what a token is scoped to unless another project is asked for. */
  readonly project: string;
  readonly roles: readonly string[];
}

/** Role to the role it includes. Keystone's bootstrap makes admin, member and reader, before 2023.2 no manager. */
export const impliedRoles: readonly (readonly [string, string])[] = [
  ['admin', 'manager'],
  ['manager', 'member'],
  ['member', 'reader'],
];

/** Every role there is; `auditor` is one of a cloud's own, which no policy knows. */
export const roles = ['admin', 'manager', 'member', 'reader', 'service', 'auditor'];

/** The people of the cloud, and novatune itself. */
export const cloudUsers = {
  admin: { name: 'admin', project: 'admin', roles: ['admin'] },
  demomanager: { name: 'demomanager', project: 'demo', roles: ['manager'] },
  demo: { name: 'demo', project: 'demo', roles: ['member'] },
  demoreader: { name: 'demoreader', project: 'demo', roles: ['reader'] },
  demoauditor: { name: 'demoauditor', project: 'demo', roles: ['auditor'] },
  /** At home in demo, but without any role: no token can be scoped to it. */
  demonorole: { name: 'demonorole', project: 'demo', roles: [] },
  other: { name: 'other', project: 'other', roles: ['member'] },
  /**
   * `service` is enough to validate tokens. To read the servers of all projects, and on which host each is, takes `admin`
   * by Nova's own policy. @see nova/policies/servers.py (26.2), detail:get_all_tenants; extended_server_attributes.py
   */
  novatune: { name: 'novatune', project: 'service', roles: ['service', 'admin'] },
} as const satisfies Record<string, CloudUser>;

export type CloudUserName = keyof typeof cloudUsers;

/** What the services log in as. */
export const serviceUsers: readonly CloudUser[] = ['placement', 'glance', 'neutron', 'nova'].map((name) => ({
  name,
  project: 'service',
  roles: ['admin', 'service'],
}));

/** Roles beside those of a user's own project. */
export const otherGrants = [
  { user: 'admin', project: 'demo', role: 'admin' },
  { user: 'admin', project: 'other', role: 'admin' },
] as const;

/** What a program may use instead of demo's password. */
export interface ApplicationCredential {
  readonly name: string;
  readonly secret: string;
  readonly access_rules?: readonly { readonly service: string; readonly method: string; readonly path: string }[];
}

/** demo's application credentials, which have the secrets that are here. */
export const applicationCredentials = {
  plain: { name: 'plain', secret: 'novatune-lab-plain-secret' },
  /** Good for reading servers, and for nothing else of any service. */
  readsServers: {
    name: 'reads-servers',
    secret: 'novatune-lab-rules-secret',
    access_rules: ['/v2.1/servers', '/v2.1/servers/**'].map((path) => ({ service: 'compute', method: 'GET', path })),
  },
} as const satisfies Record<string, ApplicationCredential>;
