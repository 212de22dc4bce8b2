import type { SshLink } from './ssh-link.ts';
import { type ProgramListener, SshProgram } from './ssh-program.ts';

/**
 * A long-lived program that can be ended on its own host, by a `kill` on a second channel: sshd leaves a program running when its channel is
 * closed, counts it against MaxSessions, and refuses ssh's signals where the user is root. So the shell first prints its process id, which `exec`
 * makes the program's, and as sshd starts every session in a process group of its own, the group goes by that number too.
 */
export class KillableProgram {
  readonly #link: SshLink;
  readonly #program: SshProgram;
  readonly #listener: ProgramListener;
  /** The beginning of stdout, as long as the line with the process id is not whole. */
  #firstLine: string | undefined = '';
  #pid: string | undefined;

  constructor(link: SshLink, line: string, listener: ProgramListener) {
    this.#link = link;
    this.#listener = listener;
    this.#program = new SshProgram(link, `echo $$; ${line}`, {
      onStdout: (text) => this.#onStdout(text),
      onStderr: (text) => listener.onStderr(text),
      onEnd: (end) => {
        this.#pid = undefined;
        listener.onEnd(end);
      },
    });
  }

  get started(): Promise<boolean> {
    return this.#program.started;
  }

  write(text: string): void {
    this.#program.write(text);
  }

  /** Ends it at once for this side; resolves when it has ended on its host, or cannot be reached. */
  async kill(): Promise<void> {
    const pid = this.#pid;
    this.#program.kill();
    if (pid === undefined) return;
    await new Promise<void>((resolve) => {
      const ignore = { onStdout: () => {}, onStderr: () => {}, onEnd: () => resolve() };
      new SshProgram(this.#link, `kill -KILL -${pid}`, ignore);
    });
  }

  #onStdout(text: string): void {
    if (this.#firstLine === undefined) this.#listener.onStdout(text);
    else this.#readFirstLine(this.#firstLine + text);
  }

  #readFirstLine(text: string): void {
    const end = text.indexOf('\n');
    this.#firstLine = end === -1 ? text : undefined;
    if (end === -1) return;
    this.#pid = /^[1-9]\d*$/.exec(text.slice(0, end))?.[0];
    if (text.length > end + 1) this.#listener.onStdout(text.slice(end + 1));
  }
}
