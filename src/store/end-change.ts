import type { Kysely } from 'kysely';
import type { ChangeRow, Schema } from './schema.ts';
import { settle } from './settle.ts';
import type { ChangeEnd } from './store.ts';

/** An end, and who brings it when. */
export interface Ending {
  readonly id: number;
  readonly end: ChangeEnd;
  readonly replica: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly locksRows: boolean;
}

/** Writes down how a change ended, and after a success what follows of it. The server's version then; undefined where it does not count. In a transaction. */
export async function endChange(db: Kysely<Schema>, ending: Ending): Promise<number | undefined> {
  const { id, end, replica, at, locksRows } = ending;
  const query = db.selectFrom('changes').selectAll().where('id', '=', id);
  const change = await (locksRows ? query.forUpdate() : query).executeTakeFirst();
  if (change === undefined) throw new Error(`There is no change ${id} to end`);
  const { outcome, after = null, reason = null } = end;
  // The same said again, as after a connection that was lost before the answer, is what counts already.
  const isRepeated = change.ended_by === replica && change.outcome === outcome;
  if (!canStillEnd(change, replica)) return isRepeated ? selectVersion(db, change) : undefined;
  const row = { outcome, after, reason, ended_at: at, ended_by: replica };
  await db.updateTable('changes').set(row).where('id', '=', id).execute();
  if (outcome === 'success') await settle(db, { change, after, locksRows });
  return selectVersion(db, change);
}

/**
 * A replica that was cut off from the database for a while looks gone, and others call its changes interrupted. When it comes back it knows
 * better, and what it has told its caller is what counts.
 */
const canStillEnd = ({ outcome, replica: maker, ended_by: endedBy }: ChangeRow, replica: string): boolean =>
  outcome === null || (outcome === 'interrupted' && maker === replica && endedBy !== replica);

async function selectVersion(db: Kysely<Schema>, { server_id }: ChangeRow): Promise<number> {
  const kept = db.selectFrom('servers').select('version').where('server_id', '=', server_id).where('forgotten', '=', 0);
  return (await kept.executeTakeFirst())?.version ?? 0;
}
