import type { SshLink } from './ssh-link.ts';
import { type ProgramEnd, type ProgramListener, SshProgram } from './ssh-program.ts';

export interface KillableOptions {
  /** For the remote shell. */
  readonly line: string;
  /** What ends it: see sudo.ts. */
  readonly signal: 'KILL' | 'TERM';
}

/**
 * A long-lived program that can be ended on its own host, by a `kill` on a second channel: sshd leaves a program running when its channel is
 * closed, counts it against MaxSessions, and refuses ssh's signals where the user is root. So the shell first prints its process id, which `exec`
 * makes the program's, and as sshd starts every session in a process group of its own, the group goes by that number too.
 */
export class KillableProgram {
  readonly #link: SshLink;
  readonly #listener: ProgramListener;
  readonly #signal: KillableOptions['signal'];
  readonly #program: SshProgram;
  /** The process id; undefined when the program has ended without one. */
  readonly #pid: Promise<string | undefined>;
  #setPid: (pid?: string) => void = () => {};
  /** The beginning of stdout, as long as the line with the process id is not whole. */
  #firstLine: string | undefined = '';
  /** Ended or killed: its listener hears no more. */
  #isOver = false;
  #hasEnded = false;
  #killed: Promise<void> | undefined;

  constructor(link: SshLink, { line, signal }: KillableOptions, listener: ProgramListener) {
    this.#link = link;
    this.#listener = listener;
    this.#signal = signal;
    this.#pid = new Promise((resolve) => {
      this.#setPid = resolve;
    });
    this.#program = new SshProgram(link, `echo $$; ${line}`, {
      onStdout: (text) => this.#onStdout(text),
      onStderr: (text) => this.#tell(() => listener.onStderr(text)),
      onEnd: (end) => this.#onEnd(end),
    });
  }

  get started(): Promise<boolean> {
    return this.#program.started;
  }

  write(text: string): void {
    this.#tell(() => this.#program.write(text));
  }

  /** Ends it at once for this side; resolves when it has ended on its host too, or its connection is lost. */
  async kill(): Promise<void> {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#killed = this.#endOnHost();
      this.#listener.onEnd({});
    }
    await this.#killed;
  }

  async #endOnHost(): Promise<void> {
    const pid = await this.#pid;
    if (pid !== undefined && !this.#hasEnded) await runUnheard(this.#link, endLine(pid, this.#signal));
    this.#program.kill();
  }

  #onEnd(end: ProgramEnd): void {
    this.#hasEnded = true;
    this.#setPid();
    this.#tell(() => {
      this.#isOver = true;
      this.#listener.onEnd(end);
    });
  }

  #onStdout(text: string): void {
    if (this.#firstLine === undefined) this.#tell(() => this.#listener.onStdout(text));
    else this.#readFirstLine(this.#firstLine + text);
  }

  #readFirstLine(text: string): void {
    const end = text.indexOf('\n');
    this.#firstLine = end === -1 ? text : undefined;
    if (end === -1) return;
    this.#setPid(/^[1-9]\d*$/.exec(text.slice(0, end))?.[0]);
    if (text.length > end + 1) this.#onStdout(text.slice(end + 1));
  }

  #tell(tell: () => void): void {
    if (!this.#isOver) tell();
  }
}

/** For a second at most: see sudo.ts. The group has the number of its first process, which sudo is. */
const endLine = (pid: string, signal: KillableOptions['signal']): string =>
  signal === 'KILL'
    ? `kill -KILL -${pid}`
    : `for n in 1 2 3 4 5 6 7 8 9 10; do kill -TERM -${pid}; sleep 0.1; [ -e /proc/${pid} ] || break; done`;

function runUnheard(link: SshLink, line: string): Promise<void> {
  return new Promise((resolve) => {
    new SshProgram(link, line, { onStdout: () => {}, onStderr: () => {}, onEnd: () => resolve() });
  });
}
