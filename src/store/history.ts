import type { Insertable, Kysely } from 'kysely';
import type { ChangeRow, Schema } from './schema.ts';
import type { Asker, Change, ChangeEnd, NewChange, Whereabouts } from './store.ts';

/** A change as it begins, by whom and when. */
export interface Beginning {
  readonly change: NewChange;
  readonly where: Whereabouts;
  readonly replica: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Its id. */
export async function insertChange(db: Kysely<Schema>, beginning: Beginning): Promise<number> {
  const { insertId } = await db.insertInto('changes').values(rowOf(beginning)).executeTakeFirstOrThrow();
  return Number(insertId);
}

/** Newest first. */
export async function selectChanges(
  db: Kysely<Schema>,
  serverId: string,
  { limit, before }: { readonly limit: number; readonly before: number | undefined },
): Promise<Change[]> {
  const ofServer = db.selectFrom('changes').selectAll().where('server_id', '=', serverId);
  const earlier = before === undefined ? ofServer : ofServer.where('id', '<', before);
  return (await earlier.orderBy('id', 'desc').limit(limit).execute()).map(changeOf);
}

export async function selectReplicasAtWork(db: Kysely<Schema>): Promise<string[]> {
  const underWay = db.selectFrom('changes').where('outcome', 'is', null);
  return (await underWay.select('replica').distinct().execute()).map(({ replica }) => replica);
}

/** What replicas have under way, newest first. */
export async function selectUnderWay(db: Kysely<Schema>, replicas: readonly string[]): Promise<Change[]> {
  if (replicas.length === 0) return [];
  const underWay = db.selectFrom('changes').selectAll().where('outcome', 'is', null);
  return (await underWay.where('replica', 'in', replicas).orderBy('id', 'desc').execute()).map(changeOf);
}

const rowOf = ({ change, where, replica, at }: Beginning): Insertable<Schema['changes']> => ({
  server_id: change.serverId,
  project_id: where.projectId,
  host_name: where.hostName,
  domain_name: where.domainName,
  resource: change.resource,
  cause: change.cause,
  asker_user_id: change.asker?.userId ?? null,
  asker_project_id: change.asker?.projectId ?? null,
  request_id: change.asker?.requestId ?? null,
  asked: change.asked,
  before: change.before,
  until: change.until?.getTime() ?? null,
  began_at: at,
  replica,
  ended_at: null,
  ended_by: null,
  outcome: null,
  after: null,
  reason: null,
});

const changeOf = (row: ChangeRow): Change => ({
  id: row.id,
  serverId: row.server_id,
  projectId: row.project_id,
  resource: row.resource,
  cause: row.cause,
  asker: askerOf(row),
  asked: row.asked,
  before: row.before,
  until: row.until === null ? undefined : new Date(row.until),
  at: new Date(row.began_at),
  end: endOf(row),
});

/** Undefined where the service itself makes the change. */
export function askerOf(row: ChangeRow): Asker | undefined {
  const { asker_user_id: userId, asker_project_id: projectId, request_id: requestId } = row;
  return userId === null || projectId === null || requestId === null ? undefined : { userId, projectId, requestId };
}

const endOf = ({ outcome, after, reason }: ChangeRow): ChangeEnd | undefined =>
  outcome === null ? undefined : { outcome, after: after ?? undefined, reason: reason ?? undefined };
