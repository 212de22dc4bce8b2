import { setMaxListeners } from 'node:events';
import { execa, type Options, type Result, type ResultPromise } from 'execa';
import { environment } from './environment.ts';
import {
  type Argv,
  type Channel,
  type ChannelListener,
  CommandFailed,
  type FailureReason,
  type Output,
  type RunOptions,
  type Transport,
} from './transport.ts';

const always = {
  env: environment,
  extendEnv: false,
  reject: false,
  stripFinalNewline: false,
  killSignal: 'SIGKILL',
} satisfies Options;

/** Runs programs on the machine that the service itself runs on. */
export class LocalTransport implements Transport {
  readonly host: string;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<Result>>();

  /** @param host the name that failures carry */
  constructor(host: string) {
    this.host = host;
    // One listener per running program is expected, not a leak.
    setMaxListeners(0, this.#closing.signal);
  }

  async run(argv: Argv, { input, timeoutMs }: RunOptions): Promise<Output> {
    const stdin = input === undefined ? ({ stdin: 'ignore' } as const) : { input };
    const result = await this.#start(argv, { ...stdin, timeout: Math.max(1, timeoutMs) });
    if (result.failed) throw this.#failure(argv, result);
    return { stdout: String(result.stdout), stderr: String(result.stderr) };
  }

  async open(argv: Argv, listener: ChannelListener): Promise<Channel> {
    const subprocess = this.#start(argv, { stdin: 'pipe', buffer: false });
    // The streams decode, so that a character split between two chunks arrives whole.
    subprocess.stdout?.setEncoding('utf8').on('data', (text: string) => listener.onStdout(text));
    subprocess.stderr?.setEncoding('utf8').on('data', (text: string) => listener.onStderr(text));
    // A write to a program that has just ended: its end is what the listener hears.
    subprocess.stdin?.on('error', () => {});
    if (!(await hasStarted(subprocess))) throw this.#failure(argv, await subprocess);
    void subprocess.then((result) => listener.onClose(this.#failure(argv, result)));
    return {
      write: (text) => void subprocess.stdin?.write(text),
      kill: () => void subprocess.kill('SIGKILL'),
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running);
  }

  #start(argv: Argv, options: Options): ResultPromise {
    const [program, ...args] = argv;
    if (this.#closing.signal.aborted) throw this.#unavailable(argv);
    const all: Options = { ...always, ...options, cancelSignal: this.#closing.signal };
    const subprocess = execa(program, args, all);
    // A child of the killed program may hold its pipes open, and execa would wait for them.
    subprocess.once('exit', (_code, signal) => {
      if (signal === 'SIGKILL') for (const pipe of [subprocess.stdout, subprocess.stderr]) pipe?.destroy();
    });
    const ended = subprocess.finally(() => this.#running.delete(ended));
    this.#running.add(ended);
    return subprocess;
  }

  #unavailable(argv: Argv): CommandFailed {
    return new CommandFailed({ host: this.host, argv, reason: 'unreachable', stderr: '', durationMs: 0 });
  }

  #failure(argv: Argv, result: Result): CommandFailed {
    const { exitCode, signal, durationMs, stderr, cause } = result;
    const text = typeof stderr === 'string' ? stderr : '';
    const failure = { host: this.host, argv, reason: reasonOf(result), exitCode, signal, stderr: text, durationMs };
    return new CommandFailed(failure, { cause });
  }
}

function hasStarted(subprocess: ResultPromise): Promise<boolean> {
  return new Promise((resolve) => {
    subprocess.once('spawn', () => resolve(true));
    subprocess.once('error', () => resolve(false));
  });
}

function reasonOf({ timedOut, isTerminated, isMaxBuffer, exitCode }: Result): FailureReason {
  if (timedOut) return 'timeout';
  if (isTerminated || isMaxBuffer) return 'ended';
  return exitCode === undefined ? 'unreachable' : 'exit';
}
