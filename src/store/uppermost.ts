import { type SqlBool, sql } from 'kysely';

/** Of `asks as a`: that nothing lies on top of it. Where there is no ask, nothing does. */
export const isUppermost = sql<SqlBool>`not exists (
  select above.id from asks as above
  where above.server_id = a.server_id and above.resource = a.resource and above.id > a.id
)`;
