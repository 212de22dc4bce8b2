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
  #stdout = '';
  #stderr = '';
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
      this.#flush();
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
    this.#stdout += `${prompt}${line}\n`;
    for (const command of splitCommands(line)) {
      if (command[0] === 'echo') this.#echo(command.slice(1));
      else this.#run(command);
    }
  }

  #echo([first, ...rest]: readonly string[]): void {
    if (first === '--err') this.#stderr += rest.join(' ');
    else this.#stdout += [first, ...rest].join(' ');
  }

  #run(command: readonly string[]): void {
    try {
      this.#stdout += this.#virsh.run(command);
    } catch (error) {
      if (!(error instanceof VirshComplaint)) throw error;
      this.#stderr += `error: ${error.message}\n`;
    }
  }

  /** Hands on what has been written since the last time, as pipes do: in pieces that have nothing to do with the lines. */
  #flush(): void {
    const [stdout, stderr] = [this.#stdout, this.#stderr];
    this.#stdout = '';
    this.#stderr = '';
    if (this.#open && stdout !== '') this.#listener.onStdout(stdout);
    if (this.#open && stderr !== '') this.#listener.onStderr(stderr);
  }
}

/** A word with its quotes, or a `;`. */
const token = /;|(?:'[^']*'|"[^"]*"|\\.|[^\s;'"\\]+)+/g;

/** Commands and their arguments as virsh's own parser splits a line: quotes and backslashes as in a shell, `;` between commands. */
function splitCommands(line: string): string[][] {
  const commands: string[][] = [[]];
  for (const found of line.match(token) ?? []) {
    if (found === ';') commands.push([]);
    else commands.at(-1)?.push(unquote(found));
  }
  return commands.filter((command) => command.length > 0);
}

/** Most words have no quotes, or are one quoted piece. */
function unquote(word: string): string {
  if (!/['"\\]/.test(word)) return word;
  return /^'([^']*)'$/.exec(word)?.[1] ?? unquotePieces(word);
}

const unquotePieces = (word: string): string =>
  word.replaceAll(
    /'([^']*)'|"([^"]*)"|\\(.)/g,
    (_whole, single?: string, double?: string, escaped?: string) => single ?? double ?? escaped ?? '',
  );
