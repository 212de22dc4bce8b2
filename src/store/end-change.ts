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

/** Writes down how a change ended, and after a success what follows of it; whether it counts. In a transaction. */
export async function endChange(db: Kysely<Schema>, { id, end, replica, at, locksRows }: Ending): Promise<boolean> {
  const query = db.selectFrom('changes').selectAll().where('id', '=', id);
  const change = await (locksRows ? query.forUpdate() : query).executeTakeFirst();
  if (change === undefined) throw new Error(`There is no change ${id} to end`);
  const { outcome, after = null, reason = null } = end;
  // The same said again, as after a connection that was lost before the answer, is what counts already.
  if (!canStillEnd(change, replica)) return change.ended_by === replica && change.outcome === outcome;
  const row = { outcome, after, reason, ended_at: at, ended_by: replica };
  await db.updateTable('changes').set(row).where('id', '=', id).execute();
  if (outcome === 'success') await settle(db, { change, after, locksRows });
  return true;
}

/**
 * A replica that was cut off from the database for a while looks gone, and others call its changes interrupted. When it comes back it knows
 * better, and what it has told its caller is what counts.
 */
const canStillEnd = ({ outcome, replica: maker, ended_by: endedBy }: ChangeRow, replica: string): boolean =>
  outcome === null || (outcome === 'interrupted' && maker === replica && endedBy !== replica);
