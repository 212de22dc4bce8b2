import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { linesOf, type Outcome } from './parse-story.ts';

/** On 3 come a path and a command, each ended by NUL; on 4 goes the exit status. Neither is open to the command. */
const loop =
  'while IFS= read -rd "" -u3 _path && IFS= read -rd "" -u3 _command; do ' +
  'eval "$_command" >"$_path.stdout" 2>"$_path.stderr" 3<&- 4>&-; echo "$?" >&4; done';

export interface ShellOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where the output of its commands is kept. */
  readonly outputFolder: string;
  /** For each command. */
  readonly timeoutMs: number;
}

/** A bash that runs one command after the other, so that what one of them sets the next one has. */
export class Shell {
  readonly #options: ShellOptions;
  readonly #child: ChildProcess;
  readonly #statuses: Interface;
  readonly #ended: Promise<number | null>;
  #count = 0;

  constructor(options: ShellOptions) {
    this.#options = options;
    this.#child = spawn('/bin/bash', ['--noprofile', '--norc', '-c', loop, 'bash'], {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      // A process group of its own, to end with all that its commands have left running.
      detached: true,
    });
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('exit', resolve);
      this.#child.once('error', reject);
    });
    this.#ended.catch(() => undefined);
    const [, , , commands, statuses] = this.#child.stdio;
    (commands as Writable).on('error', () => undefined);
    this.#statuses = createInterface(statuses as Readable);
  }

  /**
   * Runs a command.
   * @throws {Error} it did not end in time, or it ended the shell
   */
  async run(command: string): Promise<Outcome> {
    const path = join(this.#options.outputFolder, String(++this.#count));
    const output = async (stream: string): Promise<string[]> =>
      linesOf(await readFile(`${path}.${stream}`, 'utf8').catch(() => ''));
    const { timeoutMs } = this.#options;
    const status = once(this.#statuses, 'line', { signal: AbortSignal.timeout(timeoutMs) }).catch(() => undefined);
    (this.#child.stdio[3] as Writable).write(`${path}\0${command}\0`);
    const answer = await Promise.race([status, this.#ended.then((code) => ({ code }))]);
    const stdout = await output('stdout');
    const stderr = await output('stderr');
    if (Array.isArray(answer)) return { stdout, stderr, exitStatus: Number(answer[0]) };
    const problem = answer ? `ended the shell (${answer.code})` : `did not end within ${timeoutMs / 1000} s`;
    throw new Error([`the command ${problem}; until then it printed`, ...stdout, ...stderr].join('\n'));
  }

  /** Ends the shell and whatever its commands have left running. */
  async end(): Promise<void> {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Everything has ended by itself.
    }
    await this.#ended;
  }
}
