import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { SshOptions } from '../../../src/transport/ssh.ts';

const program = '/usr/sbin/sshd';

/** An sshd of the test's own, on 127.0.0.1, with its own keys in a temporary folder; root logs in with `privateKey`. */
export class PrivateSshd {
  static readonly isPossible = process.getuid?.() === 0 && existsSync(program);
  static readonly requirement = 'root and an installed sshd';

  readonly folder: string;
  readonly port: number;
  readonly #settings: string[];
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number, settings: string[]) {
    this.folder = folder;
    this.port = port;
    this.#settings = settings;
  }

  static async create(...settings: string[]): Promise<PrivateSshd> {
    const folder = mkdtempSync(join(tmpdir(), 'novatune-sshd-'));
    const sshd = new PrivateSshd(folder, await freePort(), settings);
    for (const name of ['host', 'user', 'stranger']) sshd.#createKey(name, 'ed25519');
    sshd.#createKey('host-rsa', 'rsa');
    sshd.#configure();
    sshd.know('host');
    await sshd.start();
    return sshd;
  }

  get options(): SshOptions {
    return {
      host: 'compute1',
      address: '127.0.0.1',
      port: this.port,
      user: 'root',
      privateKey: this.read('user'),
      knownHostsFile: join(this.folder, 'known_hosts'),
      connectTimeoutMs: 5000,
    };
  }

  /** One line of known_hosts, for the key that a file of this folder has. */
  entry(keyFile: string, hosts = `[127.0.0.1]:${this.port}`): string {
    return `${hosts} ${this.read(`${keyFile}.pub`)}`;
  }

  know(...keyFiles: string[]): void {
    this.writeKnownHosts(keyFiles.map((file) => this.entry(file)).join(''));
  }

  writeKnownHosts(text: string): void {
    writeFileSync(join(this.folder, 'known_hosts'), text);
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  async start(): Promise<void> {
    mkdirSync('/run/sshd', { recursive: true });
    this.#process = spawn(program, ['-D', '-e', '-f', join(this.folder, 'sshd_config')], { stdio: 'ignore' });
    await vi.waitFor(() => canConnect(this.port), { timeout: 10_000, interval: 20 });
  }

  /** Signals the daemon and every process that serves a connection. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#process ?? {};
    if (pid === undefined) return;
    for (const each of [pid, ...descendants(pid).filter(isSshd)]) signalIfThere(each, signal);
  }

  async kill(): Promise<void> {
    const process = this.#process;
    if (process?.exitCode !== null || process.signalCode !== null) return;
    this.signal('SIGKILL');
    await once(process, 'exit');
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true });
  }

  #createKey(name: string, type: string): void {
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', name, '-f', join(this.folder, name)]);
  }

  #configure(): void {
    const lines = [
      `Port ${this.port}`,
      'ListenAddress 127.0.0.1',
      ...['host', 'host-rsa'].map((name) => `HostKey ${join(this.folder, name)}`),
      `AuthorizedKeysFile ${join(this.folder, 'user.pub')}`,
      'PidFile none',
      'PasswordAuthentication no',
      'PermitRootLogin yes',
      'StrictModes no',
      'UsePAM no',
      // Debian's bash reads root's .bashrc for a command over ssh, unless it believes to be an inner shell: some take long.
      'SetEnv SHLVL=3',
      ...this.#settings,
    ];
    writeFileSync(join(this.folder, 'sshd_config'), `${lines.join('\n')}\n`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}

async function canConnect(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
}

function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

const parentOf = (pid: string) => Number(/^PPid:\s+(\d+)/m.exec(readIfThere(`/proc/${pid}/status`))?.[1]);
const isSshd = (pid: number) => readIfThere(`/proc/${pid}/comm`).startsWith('sshd');

// A process may end while it is looked at.
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
