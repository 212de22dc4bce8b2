import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { vi } from 'vitest';

/** A user of this machine for one test, with sudoers of its own; both are gone after it. */
export class SudoUser {
  static readonly isPossible =
    process.getuid?.() === 0 &&
    ['/usr/bin/sudo', '/usr/sbin/visudo', '/usr/sbin/useradd'].every((path) => existsSync(path));
  static readonly requirement = 'root, sudo and useradd';

  readonly name = `novatune-${process.pid}`;
  readonly #sudoers = `/etc/sudoers.d/${this.name}`;

  constructor() {
    // `*`: no password, yet not locked.
    execFileSync('useradd', ['--system', '--home-dir', '/', '--shell', '/bin/sh', '--password', '*', this.name]);
  }

  /** Lines as for the user `novatune`; none takes all rights away. */
  allow(text: string): void {
    writeFileSync(`${this.#sudoers}.tmp`, text.replaceAll('novatune ', `${this.name} `), { mode: 0o440 });
    execFileSync('visudo', ['-cf', `${this.#sudoers}.tmp`], { stdio: 'pipe' });
    chmodSync(`${this.#sudoers}.tmp`, 0o440);
    execFileSync('mv', [`${this.#sudoers}.tmp`, this.#sudoers]);
  }

  /** Waits for the user's last processes, without which the user cannot go. */
  async remove(): Promise<void> {
    for (const path of [this.#sudoers, `${this.#sudoers}.tmp`]) rmSync(path, { force: true });
    await vi.waitFor(() => execFileSync('userdel', [this.name], { stdio: 'pipe' }), { timeout: 10_000 });
  }
}
