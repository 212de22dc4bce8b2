import {
  type Argv,
  type Channel,
  type ChannelListener,
  CommandFailed,
  type Failure,
  type Output,
  type Transport,
} from '../../src/transport/transport.ts';

/** A long-lived program under the test's control: what was written to it, and a way to make it speak and end. */
export class ScriptedProgram implements Channel {
  readonly argv: Argv;
  /** Every line it was given. */
  readonly lines: string[] = [];
  killed = false;
  onLine: (line: string) => void = () => {};
  readonly #listener: ChannelListener;
  #ended = false;

  constructor(argv: Argv, listener: ChannelListener) {
    this.argv = argv;
    this.#listener = listener;
  }

  write(text: string): void {
    if (!text.endsWith('\n')) throw new Error('A line was not ended');
    for (const line of text.slice(0, -1).split('\n')) {
      this.lines.push(line);
      this.onLine(line);
    }
  }

  /** Like a real one, it is gone at once, and what it says afterwards is not heard. */
  kill(): void {
    this.killed = true;
    this.end({ reason: 'ended', signal: 'SIGKILL' });
  }

  stdout(text: string): void {
    if (!this.#ended) this.#listener.onStdout(text);
  }

  stderr(text: string): void {
    if (!this.#ended) this.#listener.onStderr(text);
  }

  end(failure: Partial<Failure>): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#listener.onClose(failed(this.argv, failure));
  }
}

/** Opens ScriptedPrograms; runs nothing. */
export class ScriptedTransport implements Transport {
  readonly programs: ScriptedProgram[] = [];
  /** Set to make `open` fail, or to hold it up until the promise settles. */
  beforeOpen: () => Promise<void> = async () => {};
  readonly #onOpen: (program: ScriptedProgram) => void;

  constructor(onOpen: (program: ScriptedProgram) => void = () => {}) {
    this.#onOpen = onOpen;
  }

  run(): Promise<Output> {
    throw new Error('ScriptedTransport only opens programs');
  }

  async open(argv: Argv, listener: ChannelListener): Promise<Channel> {
    await this.beforeOpen();
    const program = new ScriptedProgram(argv, listener);
    this.programs.push(program);
    this.#onOpen(program);
    return program;
  }

  async close(): Promise<void> {
    for (const program of this.programs) program.kill();
  }
}

export function failed(argv: Argv, failure: Partial<Failure>): CommandFailed {
  return new CommandFailed({ host: 'compute1', argv, reason: 'ended', durationMs: 1, ...failure });
}
