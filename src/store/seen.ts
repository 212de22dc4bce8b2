import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';
import type { Resource, Sighting, Value, Whereabouts } from './store.ts';

/** A resource of a server. */
export interface Part {
  readonly serverId: string;
  readonly resource: Resource;
}

export async function updateSighting(db: Kysely<Schema>, part: Part, sighting: Sighting): Promise<void> {
  const { actual = null, state, reason = null } = sighting;
  await allocation(db, part).set({ actual, state, reason }).execute();
}

export async function updateOriginal(db: Kysely<Schema>, part: Part, original: Value): Promise<void> {
  await allocation(db, part).set({ original }).execute();
}

export async function updateWhereabouts(db: Kysely<Schema>, serverId: string, where: Whereabouts): Promise<void> {
  const { projectId: project_id, hostName: host_name, domainName: domain_name } = where;
  const server = db.updateTable('servers').where('server_id', '=', serverId).where('forgotten', '=', 0);
  await server.set({ project_id, host_name, domain_name }).execute();
}

const allocation = (db: Kysely<Schema>, { serverId, resource }: Part) =>
  db.updateTable('allocations').where('server_id', '=', serverId).where('resource', '=', resource);
