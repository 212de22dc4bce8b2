import { type Access, ask, CloudRefusal, logIn } from './cloud-api.ts';
import { type CatalogEntry, catalog, cloudPassword, keystoneUrl, region } from './layout.ts';
import {
  applicationCredentials,
  type CloudUser,
  cloudUsers,
  impliedRoles,
  otherGrants,
  roles,
  serviceUsers,
} from './users.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

const users: readonly CloudUser[] = [...Object.values(cloudUsers), ...serviceUsers];

/** What ensureIdentity makes. */
export const identityContent = { users, roles, impliedRoles, otherGrants, catalog, applicationCredentials };

/** Makes projects, users, roles, catalog and application credentials, as far as they are missing. */
export async function ensureIdentity(): Promise<void> {
  const admin = await logIn(cloudUsers.admin);
  const projects = await ensureAll(admin, 'project', [...new Set(users.map(({ project }) => project))], () => ({}));
  const roleIds = await ensureAll(admin, 'role', roles, () => ({}));
  const userIds = await ensureAll(
    admin,
    'user',
    users.map(({ name }) => name),
    () => ({ password: cloudPassword }),
  );
  for (const pair of impliedRoles) await ensureImplied(admin, roleIds, pair);
  const own = users.flatMap(({ name, project, roles }) => roles.map((role) => ({ user: name, project, role })));
  for (const { user, project, role } of [...own, ...otherGrants]) {
    const grant = `projects/${idOf(projects, project)}/users/${idOf(userIds, user)}/roles/${idOf(roleIds, role)}`;
    await ask(admin, 'PUT', `${keystoneUrl}/${grant}`);
  }
  await ensureCatalog(admin);
  await ensureApplicationCredentials();
}

/** Makes the things of a kind that are not there by name. Answers name to id. */
async function ensureAll(
  admin: Access,
  kind: 'project' | 'role' | 'user',
  names: readonly string[],
  more: () => object,
): Promise<ReadonlyMap<string, string>> {
  const listed = await ask<Record<string, Named[]>>(admin, 'GET', `${keystoneUrl}/${kind}s`);
  const ids = new Map((listed[`${kind}s`] ?? []).map(({ name, id }) => [name, id]));
  for (const name of names.filter((name) => !ids.has(name))) {
    const made = await ask<Record<string, Named>>(admin, 'POST', `${keystoneUrl}/${kind}s`, {
      [kind]: { name, ...more() },
    });
    ids.set(name, made[kind]?.id ?? '');
  }
  return ids;
}

async function ensureImplied(
  admin: Access,
  roleIds: ReadonlyMap<string, string>,
  [prior, implied]: readonly [string, string],
): Promise<void> {
  const url = `${keystoneUrl}/roles/${idOf(roleIds, prior)}/implies/${idOf(roleIds, implied)}`;
  await ask(admin, 'PUT', url).catch((error) => {
    // It is implied already.
    if (!(error instanceof CloudRefusal && error.status === 409)) throw error;
  });
}

async function ensureCatalog(admin: Access): Promise<void> {
  const { services } = await ask<{ services: Named[] }>(admin, 'GET', `${keystoneUrl}/services`);
  const missing = Object.values(catalog).filter(({ name }) => !services.some((service) => service.name === name));
  for (const entry of missing) await addToCatalog(admin, entry);
}

async function addToCatalog(admin: Access, { name, type, url, internalUrl = url }: CatalogEntry): Promise<void> {
  const { service } = await ask<{ service: Named }>(admin, 'POST', `${keystoneUrl}/services`, {
    service: { name, type },
  });
  const urls = { public: url, internal: internalUrl, admin: internalUrl };
  for (const [interface_, address] of Object.entries(urls)) {
    const endpoint = { service_id: service.id, interface: interface_, region_id: region, url: address };
    await ask(admin, 'POST', `${keystoneUrl}/endpoints`, { endpoint });
  }
}

async function ensureApplicationCredentials(): Promise<void> {
  const demo = await logIn(cloudUsers.demo);
  const url = `${keystoneUrl}/users/${demo.userId}/application_credentials`;
  const { application_credentials: there } = await ask<{ application_credentials: Named[] }>(demo, 'GET', url);
  const wanted = Object.values(applicationCredentials);
  for (const credential of wanted.filter(({ name }) => !there.some((each) => each.name === name))) {
    await ask(demo, 'POST', url, { application_credential: credential });
  }
}

function idOf(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`The cloud has no "${name}"`);
  return id;
}
