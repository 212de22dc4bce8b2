import type { Options } from 'execa';
import { type LocalEnd, LocalProgram } from './local-program.ts';
import {
  type Argv,
  type Channel,
  type ChannelListener,
  CommandFailed,
  type Output,
  type RunOptions,
  type Transport,
} from './transport.ts';

/** Runs programs on the machine that the service itself runs on. */
export class LocalTransport implements Transport {
  readonly host: string;
  readonly #running = new Set<LocalProgram>();
  #isClosed = false;

  /** @param host the name that failures carry */
  constructor(host: string) {
    this.host = host;
  }

  async run(argv: Argv, { input, timeoutMs }: RunOptions): Promise<Output> {
    const startedAt = performance.now();
    const program = this.#start(argv, input === undefined ? { stdin: 'ignore' } : { input });
    const timer = setTimeout(() => program.end('timeout'), Math.max(1, timeoutMs));
    const end = await program.ended;
    clearTimeout(timer);
    if (end.failed) throw this.#failure(argv, program, { end, startedAt });
    return { stdout: String(end.stdout), stderr: String(end.stderr) };
  }

  async open(argv: Argv, listener: ChannelListener): Promise<Channel> {
    const startedAt = performance.now();
    const program = this.#start(argv, { stdin: 'pipe', buffer: false });
    const { stdin, stdout, stderr } = program.subprocess;
    // The streams decode, so that a character split between two chunks arrives whole.
    stdout?.setEncoding('utf8').on('data', (text: string) => listener.onStdout(text));
    stderr?.setEncoding('utf8').on('data', (text: string) => listener.onStderr(text));
    // A write to a program that has just ended: its end is what the listener hears.
    stdin?.on('error', () => {});
    if (!(await hasStarted(program))) throw this.#failure(argv, program, { end: await program.ended, startedAt });
    void program.ended.then((end) => listener.onClose(this.#failure(argv, program, { end, startedAt })));
    return {
      write: (text) => void stdin?.write(text),
      kill: () => program.end('ended'),
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const running = [...this.#running];
    for (const program of running) program.end('ended');
    await Promise.allSettled(running.map(({ ended }) => ended));
  }

  #start(argv: Argv, options: Options): LocalProgram {
    if (this.#isClosed) throw new CommandFailed({ host: this.host, argv, reason: 'unreachable', durationMs: 0 });
    const program = new LocalProgram(argv, options);
    this.#running.add(program);
    void program.ended.finally(() => this.#running.delete(program));
    return program;
  }

  #failure(argv: Argv, program: LocalProgram, { end, startedAt }: { end: LocalEnd; startedAt: number }): CommandFailed {
    const { exitCode, signal, cause } = end;
    const stderr = typeof end.stderr === 'string' ? end.stderr : '';
    const durationMs = performance.now() - startedAt;
    const reason = program.reasonOf(end);
    return new CommandFailed({ host: this.host, argv, reason, exitCode, signal, stderr, durationMs }, { cause });
  }
}

function hasStarted({ subprocess }: LocalProgram): Promise<boolean> {
  return new Promise((resolve) => {
    subprocess.once('spawn', () => resolve(true));
    subprocess.once('error', () => resolve(false));
  });
}
