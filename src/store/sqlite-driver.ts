import type Database from 'better-sqlite3';

export type Driver = typeof Database;

/** No program of SQLite is there to open a file with; one sentence. */
export class NoDriver extends Error {}

const notInstalled =
  'better-sqlite3 is not installed, as where it could not be built: npm install better-sqlite3 tells why; or use store.mariadb';

/** As npm leaves it out, and as one of its own parts is missing. */
const missing = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'];

/**
 * SQLite, which is an optional dependency: it takes a compiler where no binary is offered, and neither the client nor a service on MariaDB needs it.
 * @throws {NoDriver} it is not installed
 */
export async function loadDriver(
  load: () => Promise<{ readonly default: Driver }> = () => import('better-sqlite3'),
): Promise<Driver> {
  try {
    return (await load()).default;
  } catch (error) {
    if (!missing.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw new NoDriver(notInstalled, { cause: error });
  }
}
