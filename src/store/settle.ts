import type { Kysely } from 'kysely';
import { askerOf } from './history.ts';
import type { ChangeRow, Schema, ServerRow } from './schema.ts';

export interface Success {
  readonly change: ChangeRow;
  /** What the host has by now. */
  readonly after: number | null;
  readonly locksRows: boolean;
}

/**
 * What follows of a successful change for what is asked. Changes count in the order in which they began, whatever the order of their ends: one that
 * ends late, because its replica lost its turn in the middle, takes away nothing that was asked after it. Should the host have it otherwise, that
 * is found with the other drift.
 */
export async function settle(db: Kysely<Schema>, { change, after, locksRows }: Success): Promise<void> {
  // Held by whoever changes what is asked of the server, until its transaction ends.
  const server = await findServerRow(db, change.server_id, locksRows);
  const later = await selectLater(db, change);
  if (server === undefined && change.cause !== 'set') return;
  if (await changeAsks(db, change, later)) await countVersion(db, change, server);
  await adjustAllocation(db, { change, after, isLatest: later.length === 0 });
}

export function findServerRow(db: Kysely<Schema>, id: string, locksRows: boolean): Promise<ServerRow | undefined> {
  const query = db.selectFrom('servers').selectAll().where('server_id', '=', id);
  return (locksRows ? query.forUpdate() : query).executeTakeFirst();
}

type Later = Pick<ChangeRow, 'cause' | 'until'>;

/** What began later for the same resource, and has succeeded already. */
const selectLater = (db: Kysely<Schema>, { id, server_id, resource }: ChangeRow): Promise<Later[]> =>
  db
    .selectFrom('changes')
    .select(['cause', 'until'])
    .where('server_id', '=', server_id)
    .where('id', '>', id)
    .where('resource', '=', resource)
    .where('outcome', '=', 'success')
    .execute();

const takesAllAway = ({ cause, until }: Later): boolean => cause === 'clear' || (cause === 'set' && until === null);

/** Whether anything that is asked is another now. */
async function changeAsks(db: Kysely<Schema>, change: ChangeRow, later: readonly Later[]): Promise<boolean> {
  switch (change.cause) {
    case 'set':
      if (later.some(takesAllAway)) return false;
      // What ends no later than that which lies on top of it never holds again.
      await deleteEarlier(db, change, change.until === null ? undefined : Math.max(change.until, change.began_at));
      await insertAsk(db, change);
      return true;
    case 'clear':
      return (await deleteEarlier(db, change, undefined)) > 0;
    case 'lease-end':
      // By the time at which it began: what has ended since lay on top when the host was given what it has now.
      return (await deleteEarlier(db, change, change.began_at)) > 0;
    default:
      return false;
  }
}

/** Takes away what was asked before a change, or of that only what ends by `until`; how many. */
async function deleteEarlier(db: Kysely<Schema>, change: ChangeRow, until: number | undefined): Promise<number> {
  const { server_id, resource, id } = change;
  const all = db.deleteFrom('asks').where('server_id', '=', server_id).where('resource', '=', resource);
  const earlier = all.where('id', '<', id);
  const ended = until === undefined ? earlier : earlier.where('until', '<=', until);
  return Number((await ended.executeTakeFirstOrThrow()).numDeletedRows);
}

async function insertAsk(db: Kysely<Schema>, change: ChangeRow): Promise<void> {
  const asker = askerOf(change);
  if (asker === undefined) throw new Error(`Change ${change.id} sets something that nobody has asked for`);
  const { id, server_id, resource, asked: value, until, began_at: asked_at } = change;
  const { userId: user_id, projectId: project_id, requestId: request_id } = asker;
  const ask = { id, server_id, resource, value, until, asked_at, user_id, project_id, request_id };
  await db.insertInto('asks').values(ask).execute();
}

async function countVersion(db: Kysely<Schema>, change: ChangeRow, server: ServerRow | undefined): Promise<void> {
  const { server_id, project_id, host_name, domain_name } = change;
  const version = (server?.version ?? 0) + 1;
  if (server === undefined) {
    const row = { server_id, project_id, host_name, domain_name, version, forgotten: 0 } as const;
    await db.insertInto('servers').values(row).execute();
    return;
  }
  const seen = server.forgotten === 1 ? { project_id, host_name, domain_name, forgotten: 0 as const } : {};
  await db
    .updateTable('servers')
    .set({ version, ...seen })
    .where('server_id', '=', server_id)
    .execute();
}

interface Adjustment {
  readonly change: ChangeRow;
  readonly after: number | null;
  /** Whether no later change has said what the host has. */
  readonly isLatest: boolean;
}

async function adjustAllocation(db: Kysely<Schema>, { change, after, isLatest }: Adjustment): Promise<void> {
  const { server_id, resource } = change;
  const ofResource = { server_id, resource };
  if (!(await isAsked(db, change))) {
    await db.deleteFrom('allocations').where('server_id', '=', server_id).where('resource', '=', resource).execute();
    return;
  }
  const row = { actual: after, state: 'applied', reason: null } as const;
  const rows = db.selectFrom('allocations').select('state').where('server_id', '=', server_id);
  const isThere = (await rows.where('resource', '=', resource).executeTakeFirst()) !== undefined;
  if (!isThere) {
    const original = await findOriginal(db, change);
    await db
      .insertInto('allocations')
      .values({ ...ofResource, original, ...row })
      .execute();
  } else if (isLatest) {
    const rowsThere = db.updateTable('allocations').where('server_id', '=', server_id);
    await rowsThere.set(row).where('resource', '=', resource).execute();
  }
}

async function isAsked(db: Kysely<Schema>, { server_id, resource }: ChangeRow): Promise<boolean> {
  const asks = db.selectFrom('asks').select('id').where('server_id', '=', server_id);
  return (await asks.where('resource', '=', resource).limit(1).executeTakeFirst()) !== undefined;
}

/**
 * What the host had before anything was asked. A change that was ended in the middle may have left something on the host that was never asked; what
 * one of before the last success has left is gone since.
 */
async function findOriginal(db: Kysely<Schema>, { id, server_id, resource, before }: ChangeRow): Promise<number> {
  const earlier = db
    .selectFrom('changes')
    .where('server_id', '=', server_id)
    .where('resource', '=', resource)
    .where('id', '<', id);
  const successes = earlier.where('outcome', '=', 'success').orderBy('id', 'desc').limit(1);
  const known = (await successes.select('id').executeTakeFirst())?.id ?? 0;
  const underWay = earlier.where('outcome', 'is', null).where('id', '>', known).orderBy('id').limit(1);
  return (await underWay.select('before').executeTakeFirst())?.before ?? before;
}
