import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Engine } from './engine.ts';
import type { Schema } from './schema.ts';
import { type Allocation, type KeptServer, type Resource, resources, type State } from './store.ts';

type Dialect = Pick<Engine, 'jsonArrayOf'>;

/** What is told of an ask and its allocation, all null for a server that has none. */
type AskCells = [
  id: number | null,
  resource: Resource | null,
  value: number,
  until: number | null,
  askedAt: number,
  userId: string,
  projectId: string,
  requestId: string,
  original: number,
  actual: number | null,
  state: State,
  reason: string | null,
];

/** As in `AskCells`. JSON, since a row for each allocation would take more than twice the time to read. */
const cells = sql`json_array(
  a.id, a.resource, a.value, a.until, a.asked_at, a.user_id, a.project_id, a.request_id, l.original, l.actual, l.state, l.reason
)`;

interface KeptRow {
  readonly server_id: string;
  readonly project_id: string;
  readonly host_name: string;
  readonly domain_name: string;
  readonly version: number;
  /** A driver that knows a column to be JSON parses it. */
  readonly allocations: string | AskCells[];
}

export async function findServer(
  db: Kysely<Schema>,
  dialect: Dialect,
  serverId: string,
): Promise<KeptServer | undefined> {
  const row = await selectKept(db, dialect).where('s.server_id', '=', serverId).executeTakeFirst();
  return row === undefined ? undefined : serverOf(row);
}

/** So many at a time, lest SQLite, which answers at once and at length, keep everything else waiting. */
const pageSize = 500;

/** In the order of their ids, each server as it was when its page was read. */
export async function listServers(db: Kysely<Schema>, dialect: Dialect): Promise<KeptServer[]> {
  const servers: KeptServer[] = [];
  for (let done = ''; ; ) {
    const ids = await selectIdsAfter(db, done);
    const last = ids.at(-1);
    if (last === undefined) return servers;
    const page = selectKept(db, dialect).where('s.server_id', '>', done).where('s.server_id', '<=', last);
    const rows = await page.where('a.id', 'is not', null).orderBy('s.server_id').execute();
    servers.push(...rows.map(serverOf));
    done = last;
    await setImmediate();
  }
}

async function selectIdsAfter(db: Kysely<Schema>, last: string): Promise<string[]> {
  const servers = db.selectFrom('servers').select('server_id').where('server_id', '>', last);
  return (await servers.orderBy('server_id').limit(pageSize).execute()).map(({ server_id }) => server_id);
}

/**
 * Servers with all their asks, in one statement, so that what it shows was true together. Which of them lie uppermost is told here: a database
 * would look for what lies above each, and takes several times as long.
 */
const selectKept = (db: Kysely<Schema>, { jsonArrayOf }: Dialect) =>
  db
    .selectFrom('servers as s')
    .leftJoin('asks as a', 'a.server_id', 's.server_id')
    .leftJoin('allocations as l', (join) =>
      join.onRef('l.server_id', '=', 'a.server_id').onRef('l.resource', '=', 'a.resource'),
    )
    .where('s.forgotten', '=', 0)
    .select(['s.server_id', 's.project_id', 's.host_name', 's.domain_name', 's.version'])
    .select(sql<KeptRow['allocations']>`${sql.raw(jsonArrayOf)}(${cells})`.as('allocations'))
    .groupBy('s.server_id');

function serverOf(row: KeptRow): KeptServer {
  const { server_id: serverId, project_id: projectId, host_name: hostName, domain_name: domainName, version } = row;
  const packed = typeof row.allocations === 'string' ? JSON.parse(row.allocations) : row.allocations;
  const allocations = uppermost(packed as AskCells[]).map(allocationOf);
  allocations.sort((one, other) => placeOf(one) - placeOf(other));
  return { serverId, projectId, hostName, domainName, version, allocations };
}

const placeOf = ({ resource }: Allocation): number => resources.indexOf(resource);

/** Of each resource the ask on which no other lies. */
function uppermost(asks: readonly AskCells[]): AskCells[] {
  const byResource = new Map<Resource, AskCells>();
  for (const ask of asks) {
    const [id, resource] = ask;
    if (id === null || resource === null) continue;
    if (id > (byResource.get(resource)?.[0] ?? 0)) byResource.set(resource, ask);
  }
  return [...byResource.values()];
}

function allocationOf(ask: AskCells): Allocation {
  const [, resource, asked, until, askedAt, userId, projectId, requestId, original, actual, state, reason] = ask;
  return {
    // Those of a server without any are left out before.
    resource: resource as Resource,
    asked,
    asker: { userId, projectId, requestId },
    since: new Date(askedAt),
    until: until === null ? undefined : new Date(until),
    original,
    actual: actual ?? undefined,
    state,
    reason: reason ?? undefined,
  };
}
