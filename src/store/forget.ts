import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';
import { findServerRow } from './settle.ts';

/** Takes away all that is asked of a server. What stays of it is its version: see `Schema`. In a transaction. */
export async function forgetServer(db: Kysely<Schema>, serverId: string, locksRows: boolean): Promise<void> {
  const server = await findServerRow(db, serverId, locksRows);
  if (server === undefined || server.forgotten === 1) return;
  await db.deleteFrom('asks').where('server_id', '=', serverId).execute();
  await db.deleteFrom('allocations').where('server_id', '=', serverId).execute();
  await db.updateTable('servers').set({ forgotten: 1 }).where('server_id', '=', serverId).execute();
}
