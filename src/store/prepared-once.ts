import type { Database, Statement } from 'better-sqlite3';
import type { SqliteDatabase } from 'kysely';

/** More than there are different statements, but for lists of any length. */
const mostStatements = 200;

/**
 * A database as Kysely wants it, in which a statement that was prepared before is taken again: preparing one costs more than running it, and a
 * change of one server takes 16.
 */
export function preparedOnce(database: Database): SqliteDatabase {
  const statements = new Map<string, Statement>();
  return {
    prepare(sql) {
      const statement = statements.get(sql) ?? database.prepare(sql);
      // The one that was used last is the last to go.
      statements.delete(sql);
      statements.set(sql, statement);
      if (statements.size > mostStatements) statements.delete(statements.keys().next().value!);
      return statement;
    },
    close: () => void database.close(),
  };
}
