import { setTimeout as delay } from 'node:timers/promises';
import { E_TIMEOUT, Semaphore, withTimeout } from 'async-mutex';
import ssh2 from 'ssh2';
import type { SshAddress } from './ssh-connection.ts';
import { KillableProgram } from './ssh-killable.ts';
import { formatShellLine, withTimeLimit } from './ssh-line.ts';
import { SshLink } from './ssh-link.ts';
import { type ProgramEnd, type ProgramListener, SshProgram } from './ssh-program.ts';
import { runToEnd } from './ssh-run.ts';
import { endingSignal } from './sudo.ts';
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

export interface SshOptions extends SshAddress {
  /** The name that failures carry. */
  readonly host: string;
}

// sshd allows ten sessions to a connection by default, and frees them late: from eight on some are refused (measured).
const maxRuns = 4;
const maxOpens = 4;
/** How long the end of long-lived programs on the host may hold up `close`. */
const patienceMs = 1000;

interface Call {
  readonly argv: Argv;
  readonly startedAt: number;
}

interface TimedCall extends Call {
  readonly timeoutMs: number;
}

/** What is known of a failure besides its reason. */
interface Known {
  readonly end?: ProgramEnd;
  readonly stderr?: string;
  readonly cause?: unknown;
}

/** Runs programs on another host, over one ssh connection that all of them share. */
export class SshTransport implements Transport {
  readonly host: string;
  readonly #link: SshLink;
  readonly #runSlots = new Semaphore(maxRuns);
  readonly #opened = new Set<KillableProgram>();
  #closed = false;

  /** @throws {Error} the private key cannot be used */
  constructor({ host, ...address }: SshOptions) {
    const key = ssh2.utils.parseKey(address.privateKey);
    if (key instanceof Error) throw new Error(`Cannot use the private key for ${host}: ${key.message}`);
    this.host = host;
    this.#link = new SshLink(address);
  }

  async run(argv: Argv, { input = '', timeoutMs }: RunOptions): Promise<Output> {
    const call = { argv, startedAt: performance.now(), timeoutMs };
    if (this.#closed) throw this.#failure(call, 'unreachable', {});
    const release = await this.#takeSlot(call);
    try {
      return await this.#complete(call, input);
    } finally {
      release();
    }
  }

  async open(argv: Argv, listener: ChannelListener): Promise<Channel> {
    if (this.#opened.size >= maxOpens) throw new Error(`More than ${maxOpens} long-lived programs on ${this.host}`);
    const call = { argv, startedAt: performance.now() };
    if (this.#closed) throw this.#failure(call, 'unreachable', {});
    const how = { line: formatShellLine(argv), signal: endingSignal(argv) };
    return new Promise((resolve, reject) => {
      let tell = (failure: CommandFailed): void => reject(failure);
      const program = new KillableProgram(this.#link, how, {
        onStdout: (text) => listener.onStdout(text),
        onStderr: (text) => listener.onStderr(text),
        onEnd: (end) => {
          this.#opened.delete(program);
          tell(this.#failure(call, reasonOf(end), { end }));
        },
      });
      this.#opened.add(program);
      void program.started.then((isStarted) => {
        if (!isStarted) return;
        tell = (failure) => listener.onClose(failure);
        resolve(program);
      });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#runSlots.cancel();
    const killed = Promise.all([...this.#opened].map((program) => program.kill()));
    await Promise.race([killed, delay(patienceMs, undefined, { ref: false })]);
    await this.#link.close();
  }

  /** In order of arrival; what waits here has not been sent. */
  async #takeSlot(call: TimedCall): Promise<() => void> {
    try {
      const [, release] = await withTimeout(this.#runSlots, call.timeoutMs).acquire();
      return release;
    } catch (error) {
      throw this.#failure(call, error === E_TIMEOUT ? 'timeout' : 'unreachable', { cause: error });
    }
  }

  async #complete(call: TimedCall, input: string): Promise<Output> {
    const line = formatShellLine(withTimeLimit(call.argv, call.timeoutMs));
    const timeoutMs = Math.max(1, call.startedAt + call.timeoutMs - performance.now());
    const start = (listener: ProgramListener) => new SshProgram(this.#link, line, listener);
    const { end, timedOut, stdout, stderr } = await runToEnd(start, { input, timeoutMs });
    if (end.exitCode === 0) return { stdout, stderr };
    throw this.#failure(call, timedOut || wasTimeUp(call.argv, end) ? 'timeout' : reasonOf(end), { end, stderr });
  }

  #failure({ argv, startedAt }: Call, reason: FailureReason, known: Known): CommandFailed {
    const { end = {}, stderr = '', cause = end.lost ?? end.notStarted } = known;
    const { exitCode, signal } = end;
    const durationMs = performance.now() - startedAt;
    return new CommandFailed({ host: this.host, argv, reason, exitCode, signal, stderr, durationMs }, { cause });
  }
}

/** 124 is timeout's own, after a signal that it outlives itself. */
const wasTimeUp = (argv: Argv, { exitCode }: ProgramEnd): boolean => endingSignal(argv) === 'TERM' && exitCode === 124;

/** 126 and 127 are env's: the program is not there, or cannot be run. Without a code it may have done all, some or nothing. */
function reasonOf({ exitCode, notStarted }: ProgramEnd): FailureReason {
  if (notStarted !== undefined || exitCode === 126 || exitCode === 127) return 'unreachable';
  return exitCode === undefined ? 'ended' : 'exit';
}
