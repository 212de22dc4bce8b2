import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { MariadbAddress } from '../../../src/store/mariadb.ts';

const program = '/usr/sbin/mariadbd';
const installer = '/usr/bin/mariadb-install-db';
const client = '/usr/bin/mariadb';

/** A MariaDB of the test's own, in a temporary folder with a socket there, to kill and start as the test likes. */
export class PrivateMariadb {
  static readonly isPossible = [program, installer, client].every((path) => existsSync(path));
  static readonly requirement = 'mariadbd, mariadb-install-db and mariadb (Debian: mariadb-server)';

  readonly folder = mkdtempSync(join(tmpdir(), 'novatune-mariadb-'));
  readonly socketPath = join(this.folder, 'socket');
  readonly #port: number | undefined;
  #process: ChildProcess | undefined;
  #databases = 0;

  private constructor(port: number | undefined) {
    this.#port = port;
  }

  /** @param port on loopback; none otherwise */
  static async create(port?: number): Promise<PrivateMariadb> {
    const mariadb = new PrivateMariadb(port);
    mariadb.#install();
    await mariadb.start();
    return mariadb;
  }

  /** An empty database, and a user who has nothing else. */
  createDatabase(): MariadbAddress {
    this.#databases += 1;
    const database = `novatune_${this.#databases}`;
    const [user, password] = [database, 'it’s "secret"'];
    this.run(`create database ${database};
      create user ${user}@localhost identified by ${quote(password)};
      grant all on ${database}.* to ${user}@localhost;`);
    return { server: { socketPath: this.socketPath }, user, password, database };
  }

  /** Runs SQL as the administrator. */
  run(sql: string): string {
    const options = ['--no-defaults', `--socket=${this.socketPath}`, '--user=root', '--batch', '--skip-column-names'];
    const charset = '--default-character-set=utf8mb4';
    return execFileSync(client, [...options, charset], { input: sql, encoding: 'utf8', timeout: 10_000 });
  }

  async start(): Promise<void> {
    const log = openSync(join(this.folder, 'log'), 'a');
    const files = [`--datadir=${join(this.folder, 'data')}`, `--socket=${this.socketPath}`];
    const size = ['--innodb-buffer-pool-size=64M', '--innodb-log-file-size=32M'];
    const network =
      this.#port === undefined ? ['--skip-networking'] : [`--port=${this.#port}`, '--bind-address=127.0.0.1'];
    const args = ['--no-defaults', ...asRoot, ...files, ...size, ...network];
    this.#process = spawn(program, args, { stdio: ['ignore', log, log] });
    await vi
      .waitFor(() => canConnect(this.socketPath), { timeout: 30_000, interval: 50 })
      .catch((error: unknown) => {
        throw new Error(readFileSync(join(this.folder, 'log'), 'utf8').slice(-2000), { cause: error });
      });
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const process = this.#process;
    if (process?.exitCode !== null || process.signalCode !== null) return;
    process.kill(signal);
    await once(process, 'exit');
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true });
  }

  #install(): void {
    const options = ['--no-defaults', ...asRoot, `--datadir=${join(this.folder, 'data')}`];
    const install = ['--skip-test-db', '--skip-name-resolve', '--auth-root-authentication-method=normal'];
    execFileSync(installer, [...options, ...install], { timeout: 60_000, stdio: 'ignore' });
  }
}

const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

async function canConnect(path: string): Promise<void> {
  const socket = connect(path);
  await once(socket, 'connect');
  socket.destroy();
}
