import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const timeoutMs = 15_000;

/** Ctrl-G shows the line as it stands and empties it. */
const shells = {
  bash: {
    file: 'rc.bash',
    command: (folder: string) => `exec bash --noprofile --rcfile ${folder}/rc.bash -i`,
    showLine: `show() { printf '\\n{{%s}}\\n' "$READLINE_LINE"; READLINE_LINE= READLINE_POINT=0; }
bind -x '"\\C-g": show'`,
  },
  zsh: {
    file: '.zshrc',
    command: (folder: string) => `ZDOTDIR=${folder} exec zsh -d -i`,
    showLine: `show() { zle -I; print -r -- "{{$BUFFER}}"; BUFFER=; }
zle -N show
bindkey '^g' show`,
  },
};

export interface TypedShellOptions {
  /** Empty, and the caller's to remove. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** What the shell reads when it starts. */
  readonly setup: string;
}

/** An interactive shell at a terminal, and somebody who types. */
export class TypedShell {
  readonly #child: ChildProcess;
  #printed = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr] as Readable[]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#printed += text;
      });
    }
    child.stdin?.on('error', () => undefined);
  }

  /** Starts the shell, and waits until it has read its setup. */
  static async start(name: keyof typeof shells, { folder, env, setup }: TypedShellOptions): Promise<TypedShell> {
    const { file, command, showLine } = shells[name];
    await writeFile(join(folder, file), `stty cols 200 rows 50\nHISTFILE=\n${setup}\n${showLine}\necho '{{ready}}'\n`);
    const child = spawn('script', ['--quiet', '--flush', '--return', '--command', command(folder), '/dev/null'], {
      cwd: folder,
      env: { ...env, HOME: folder, SHELL: '/bin/bash', TERM: 'xterm' },
      detached: true,
    });
    const shell = new TypedShell(child);
    await shell.#shown();
    return shell;
  }

  /** What stands on the line once the keys were typed, and what was printed until then. */
  async type(keys: string): Promise<{ line: string; printed: string }> {
    (this.#child.stdin as Writable).write(`${keys}\x07`);
    return this.#shown();
  }

  /** Ends the shell and what it has started. */
  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.exitCode === null && this.#child.pid !== undefined) {
      process.kill(-this.#child.pid, 'SIGKILL');
      await ended;
    }
  }

  async #shown(): Promise<{ line: string; printed: string }> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const shown = /\{\{(.*?)\}\}/s.exec(this.#printed);
      if (shown !== null) {
        const printed = this.#printed.slice(0, shown.index);
        this.#printed = this.#printed.slice(shown.index + shown[0].length);
        return { line: shown[1]!.replaceAll('\r', ''), printed };
      }
      if (Date.now() > deadline) throw new Error(`the shell did not answer; it printed\n${this.#printed}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
