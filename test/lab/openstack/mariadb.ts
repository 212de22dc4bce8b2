import { run } from '../run.ts';
import type { Daemon } from './daemons.ts';
import { cloudPath } from './layout.ts';
import { acceptsConnections } from './rabbitmq.ts';
import { socketPath } from './service.ts';

/** Where MariaDB has its files. */
export const dataFolder = cloudPath('databases');

/** All tables in one file: a thousand files, each made and synced on its own, would take most of the time. */
const storage = ['--innodb-file-per-table=0'];

/**
 * MariaDB for this cloud only. Whoever can open its socket (root) is let in; and since the cloud does not outlive the
 * machine, nothing is ever synced to the disk.
 */
export const mariadb: Daemon = {
  name: 'mariadb',
  argv: [
    ...['mariadbd', '--no-defaults', '--user=root', `--datadir=${dataFolder}`, `--socket=${socketPath}`],
    ...['--skip-networking', '--skip-grant-tables', '--max-connections=500', '--character-set-server=utf8mb3'],
    ...[...storage, '--innodb-flush-method=nosync', '--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0'],
    ...['--innodb-buffer-pool-size=256M', '--innodb-log-file-size=64M', '--innodb-fast-shutdown=1'],
  ],
  isReady: () => acceptsConnections({ path: socketPath }),
};

/** Gives the empty data folder what MariaDB itself needs in it. */
export async function installMariadb(): Promise<void> {
  const options = ['--user=root', `--datadir=${dataFolder}`, '--skip-test-db', '--skip-name-resolve', ...storage];
  await run(['mariadb-install-db', '--no-defaults', ...options], { timeoutMs: 120_000 });
}

/** Runs SQL as the database's own administrator. */
export async function runSql(sql: string): Promise<void> {
  await run(['mariadb', '--no-defaults', `--socket=${socketPath}`, '--batch'], { input: sql });
}
