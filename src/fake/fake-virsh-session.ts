import { type Channel, type ChannelListener, CommandFailed } from '../transport/transport.ts';
import { VirshComplaint } from './fake-complaint.ts';
import type { FakeVirsh } from './fake-virsh.ts';

const prompt = 'virsh # ';

/** An interactive `virsh -q`: repeats each line it reads after its prompt, answers, and complains on standard error. */
export class FakeVirshSession implements Channel {
  readonly #virsh: FakeVirsh;
  readonly #listener: ChannelListener;
  readonly #host: string;
  #unread = '';
  #open = true;

  constructor(virsh: FakeVirsh, host: string, listener: ChannelListener) {
    this.#virsh = virsh;
    this.#host = host;
    this.#listener = listener;
  }

  write(text: string): void {
    const lines = (this.#unread + text).split('\n');
    this.#unread = lines.pop() ?? '';
    // As through a pipe: the answer never comes before the writer has gone on.
    setImmediate(() => {
      for (const line of lines) if (this.#open) this.#answer(line);
    });
  }

  kill(): void {
    if (!this.#open) return;
    this.#open = false;
    const failure = new CommandFailed({
      host: this.#host,
      argv: ['virsh'],
      reason: 'ended',
      signal: 'SIGKILL',
      durationMs: 0,
    });
    setImmediate(() => this.#listener.onClose(failure));
  }

  #answer(line: string): void {
    this.#listener.onStdout(`${prompt}${line}\n`);
    for (const command of splitCommands(line)) {
      if (command[0] === 'echo') this.#echo(command.slice(1));
      else this.#run(command);
    }
  }

  #echo([first, ...rest]: readonly string[]): void {
    if (first === '--err') this.#listener.onStderr(rest.join(' '));
    else this.#listener.onStdout([first, ...rest].join(' '));
  }

  #run(command: readonly string[]): void {
    try {
      this.#listener.onStdout(this.#virsh.run(command));
    } catch (error) {
      if (!(error instanceof VirshComplaint)) throw error;
      this.#listener.onStderr(`error: ${error.message}\n`);
    }
  }
}

/** Commands and their arguments as virsh's own parser splits a line: quotes and backslashes as in a shell, `;` between commands. */
function splitCommands(line: string): string[][] {
  const commands: string[][] = [[]];
  const token = /\s+|;|((?:'[^']*'|"[^"]*"|\\.|[^\s;'"\\])+)/g;
  for (const [whole, word] of line.matchAll(token)) {
    if (whole === ';') commands.push([]);
    else if (word !== undefined) commands.at(-1)?.push(unquote(word));
  }
  return commands.filter((command) => command.length > 0);
}

const unquote = (word: string): string =>
  word.replaceAll(
    /'([^']*)'|"([^"]*)"|\\(.)/g,
    (_whole, single?: string, double?: string, escaped?: string) => single ?? double ?? escaped ?? '',
  );
