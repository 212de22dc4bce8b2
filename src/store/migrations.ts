import { type CreateTableBuilder, type Kysely, type Migration, Migrator, sql } from 'kysely';

export type DialectName = 'sqlite' | 'mariadb';
type Step = (db: Kysely<unknown>, dialect: DialectName) => Promise<void>;

/**
 * The way from an empty database to the present tables. What stands here has been run somewhere and is never changed: what is to be different
 * is a step more. MariaDB commits in the middle of a step, so each does one thing only, and can be run again.
 */
const steps: Readonly<Record<string, Step>> = {
  '0001-servers': (db, dialect) =>
    createTable(db, dialect, 'servers')
      .addColumn('server_id', 'varchar(255)', (column) => column.primaryKey())
      .addColumn('project_id', 'varchar(255)', (column) => column.notNull())
      .addColumn('host_name', 'varchar(255)', (column) => column.notNull())
      .addColumn('domain_name', 'varchar(255)', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('forgotten', 'smallint', (column) => column.notNull())
      .execute(),

  '0002-asks': (db, dialect) =>
    createTable(db, dialect, 'asks')
      .addColumn('id', 'bigint', (column) => column.primaryKey())
      .addColumn('server_id', 'varchar(255)', (column) => column.notNull())
      .addColumn('resource', 'varchar(32)', (column) => column.notNull())
      .addColumn('value', 'bigint', (column) => column.notNull())
      .addColumn('until', 'bigint')
      .addColumn('asked_at', 'bigint', (column) => column.notNull())
      .addColumn('user_id', 'varchar(255)', (column) => column.notNull())
      .addColumn('project_id', 'varchar(255)', (column) => column.notNull())
      .addColumn('request_id', 'varchar(255)', (column) => column.notNull())
      .execute(),

  '0003-asks-by-resource': (db) => createIndex(db, 'asks_by_resource', 'asks', ['server_id', 'resource', 'id']),

  '0004-asks-by-until': (db) => createIndex(db, 'asks_by_until', 'asks', ['until']),

  '0005-allocations': (db, dialect) =>
    createTable(db, dialect, 'allocations')
      .addColumn('server_id', 'varchar(255)', (column) => column.notNull())
      .addColumn('resource', 'varchar(32)', (column) => column.notNull())
      .addColumn('original', 'bigint', (column) => column.notNull())
      .addColumn('actual', 'bigint')
      .addColumn('state', 'varchar(32)', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addPrimaryKeyConstraint('allocations_key', ['server_id', 'resource'])
      .execute(),

  '0006-changes': (db, dialect) =>
    createTable(db, dialect, 'changes')
      // SQLite counts on without repeating only what is called an integer.
      .addColumn('id', dialect === 'sqlite' ? 'integer' : 'bigint', (column) => column.primaryKey().autoIncrement())
      .addColumn('server_id', 'varchar(255)', (column) => column.notNull())
      .addColumn('project_id', 'varchar(255)', (column) => column.notNull())
      .addColumn('host_name', 'varchar(255)', (column) => column.notNull())
      .addColumn('domain_name', 'varchar(255)', (column) => column.notNull())
      .addColumn('resource', 'varchar(32)', (column) => column.notNull())
      .addColumn('cause', 'varchar(32)', (column) => column.notNull())
      .addColumn('asker_user_id', 'varchar(255)')
      .addColumn('asker_project_id', 'varchar(255)')
      .addColumn('request_id', 'varchar(255)')
      .addColumn('asked', 'bigint', (column) => column.notNull())
      .addColumn('before', 'bigint', (column) => column.notNull())
      .addColumn('until', 'bigint')
      .addColumn('began_at', 'bigint', (column) => column.notNull())
      .addColumn('replica', 'varchar(64)', (column) => column.notNull())
      .addColumn('ended_at', 'bigint')
      .addColumn('ended_by', 'varchar(64)')
      .addColumn('outcome', 'varchar(32)')
      .addColumn('after', 'bigint')
      .addColumn('reason', 'text')
      .execute(),

  '0007-changes-by-server': (db) => createIndex(db, 'changes_by_server', 'changes', ['server_id', 'id']),

  '0008-changes-by-outcome': (db) => createIndex(db, 'changes_by_outcome', 'changes', ['outcome', 'replica']),
};

function createTable(db: Kysely<unknown>, dialect: DialectName, name: string): CreateTableBuilder<string, never> {
  const table = db.schema.createTable(name).ifNotExists();
  // Without "nopad", two ids that differ in trailing blanks only would be one.
  const ending = sql`engine = InnoDB default character set utf8mb4 collate utf8mb4_nopad_bin`;
  return dialect === 'sqlite' ? table : table.modifyEnd(ending);
}

const createIndex = (db: Kysely<unknown>, name: string, table: string, columns: string[]): Promise<void> =>
  db.schema.createIndex(name).ifNotExists().on(table).columns(columns).execute();

/** A database that has been through steps which this novatune does not know. */
export class NewerSchema extends Error {
  override readonly name = 'NewerSchema';

  constructor(steps: readonly string[]) {
    super(`it was written by a newer novatuned (${steps.join(', ')})`);
  }
}

/**
 * Brings the tables of a database up to date. One at a time per database.
 * @throws {NewerSchema}
 */
export async function migrate<Tables>(db: Kysely<Tables>, dialect: DialectName): Promise<void> {
  const unknown = (await readStepsDone(db)).filter((name) => !Object.hasOwn(steps, name));
  if (unknown.length > 0) throw new NewerSchema(unknown);
  const provider = { getMigrations: async () => migrationsOf(dialect) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}

const migrationsOf = (dialect: DialectName): Record<string, Migration> =>
  Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, { up: (db) => step(db, dialect) }]));

async function readStepsDone<Tables>(db: Kysely<Tables>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}
