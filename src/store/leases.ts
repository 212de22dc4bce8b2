import { type Kysely, type SqlBool, sql } from 'kysely';
import type { Schema } from './schema.ts';
import type { EndedLease } from './store.ts';

/** Of `asks as a`: that nothing lies on top of it. Where there is no ask, nothing does. */
const isUppermost = sql<SqlBool>`not exists (
  select above.id from asks as above
  where above.server_id = a.server_id and above.resource = a.resource and above.id > a.id
)`;

/**
 * Those that lie uppermost and have ended, first ended first.
 * @param now milliseconds since the epoch
 */
export async function selectEndedLeases(db: Kysely<Schema>, now: number): Promise<EndedLease[]> {
  const rows = await db
    .selectFrom('asks as a')
    .innerJoin('allocations as l', (join) =>
      join.onRef('l.server_id', '=', 'a.server_id').onRef('l.resource', '=', 'a.resource'),
    )
    .where('a.until', '<=', now)
    .where(isUppermost)
    .select(['a.server_id', 'a.resource', 'l.original'])
    .select(({ selectFrom }) =>
      selectFrom('asks as below')
        .select('below.value')
        .whereRef('below.server_id', '=', 'a.server_id')
        .whereRef('below.resource', '=', 'a.resource')
        .where(({ or, eb }) => or([eb('below.until', 'is', null), eb('below.until', '>', now)]))
        .orderBy('below.id', 'desc')
        .limit(1)
        .as('below'),
    )
    .orderBy('a.until')
    .orderBy('a.id')
    .execute();
  return rows.map(({ server_id: serverId, resource, original, below }) => ({
    serverId,
    resource,
    next: below ?? original,
  }));
}

/** Milliseconds since the epoch. */
export async function selectNextLeaseEnd(db: Kysely<Schema>): Promise<number | undefined> {
  const leases = db.selectFrom('asks as a').select('a.until').where('a.until', 'is not', null).where(isUppermost);
  return (await leases.orderBy('a.until').limit(1).executeTakeFirst())?.until ?? undefined;
}
