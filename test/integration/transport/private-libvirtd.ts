import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

const program = '/usr/sbin/libvirtd';

/**
 * A libvirtd of the test's own, with nothing but libvirt's test driver, to kill and stop as the test likes. It loads no other driver, so that
 * it does not meet the machine's libvirtd.
 */
export class PrivateLibvirtd {
  static readonly isPossible = process.getuid?.() === 0 && existsSync(program) && existsSync('/usr/bin/virsh');
  static readonly requirement = 'root, libvirtd and virsh';

  readonly folder = mkdtempSync(join(tmpdir(), 'novatune-libvirtd-'));
  readonly socket = join(this.folder, 'sock', 'libvirt-sock');
  #process: ChildProcess | undefined;

  static async create(): Promise<PrivateLibvirtd> {
    const libvirtd = new PrivateLibvirtd();
    libvirtd.#configure();
    await libvirtd.start();
    return libvirtd;
  }

  get uri(): string {
    return `test+unix:///default?socket=${this.socket}`;
  }

  async start(): Promise<void> {
    const args = ['-f', join(this.folder, 'libvirtd.conf'), '-p', join(this.folder, 'pid')];
    const env = { PATH: process.env.PATH, LIBVIRT_DRIVER_DIR: join(this.folder, 'no-drivers') };
    this.#process = spawn(program, args, { env, stdio: 'ignore' });
    await vi.waitFor(() => canConnect(this.socket), { timeout: 10_000, interval: 20 });
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  async kill(): Promise<void> {
    const process = this.#process;
    if (process?.exitCode !== null || process.signalCode !== null) return;
    process.kill('SIGKILL');
    await once(process, 'exit');
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true });
  }

  #configure(): void {
    for (const name of ['sock', 'no-drivers']) mkdirSync(join(this.folder, name));
    const lines = [
      `unix_sock_dir = "${join(this.folder, 'sock')}"`,
      'unix_sock_rw_perms = "0700"',
      'auth_unix_ro = "none"',
      'auth_unix_rw = "none"',
      `log_outputs = "3:file:${join(this.folder, 'log')}"`,
    ];
    writeFileSync(join(this.folder, 'libvirtd.conf'), `${lines.join('\n')}\n`);
  }
}

async function canConnect(path: string): Promise<void> {
  const socket = connect(path);
  await once(socket, 'connect');
  socket.destroy();
}
