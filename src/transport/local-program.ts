import { setTimeout as delay } from 'node:timers/promises';
import { execa, type Options, type Result, type ResultPromise } from 'execa';
import { environment } from './environment.ts';
import { endingSignal } from './sudo.ts';
import type { Argv, FailureReason } from './transport.ts';

const always = {
  env: environment,
  extendEnv: false,
  reject: false,
  stripFinalNewline: false,
  // A session of its own, without a terminal: Ctrl-C is for the service alone, which lets a change come to its end, and sudo asks no terminal.
  detached: true,
} satisfies Options;

const tellings = 10;
const tellAgainMs = 100;

/** What is known of a program that has ended, or has been given up. */
export type LocalEnd = Pick<Result, 'failed'> &
  Partial<Pick<Result, 'stdout' | 'stderr' | 'exitCode' | 'signal' | 'isMaxBuffer' | 'cause'>>;

/** One program on this machine. */
export class LocalProgram {
  readonly subprocess: ResultPromise;
  /** Settles once, soon after `end` at the latest. */
  readonly ended: Promise<LocalEnd>;
  readonly #signal: ReturnType<typeof endingSignal>;
  #endedBy: 'timeout' | 'ended' | undefined;
  #giveUp: () => void = () => {};

  constructor([program, ...args]: Argv, options: Options) {
    this.#signal = endingSignal([program, ...args]);
    this.subprocess = execa(program, args, { ...always, ...options } as Options);
    const givenUp = new Promise<LocalEnd>((resolve) => {
      this.#giveUp = () => resolve({ failed: true });
    });
    this.ended = Promise.race([this.subprocess, givenUp]);
    // A child of the killed program may hold its pipes open, and execa would wait for them.
    this.subprocess.once('exit', (_code, signal) => {
      if (signal === 'SIGKILL') this.#dropPipes();
    });
  }

  /** Ends it, because its time is up or it is no longer wanted; twice does no harm. */
  end(why: 'timeout' | 'ended'): void {
    if (this.#endedBy !== undefined) return;
    this.#endedBy = why;
    if (this.#signal === 'KILL') this.subprocess.kill('SIGKILL');
    else void this.#endSudo();
  }

  /** Why a program has failed that ended so. */
  reasonOf({ exitCode, signal, isMaxBuffer }: LocalEnd): FailureReason {
    if (this.#endedBy !== undefined) return this.#endedBy;
    if (signal !== undefined || isMaxBuffer) return 'ended';
    return exitCode === undefined ? 'unreachable' : 'exit';
  }

  /** As on a host that is reached by ssh, see sudo.ts; at last its pipes are dropped. */
  async #endSudo(): Promise<void> {
    for (let told = 0; told < tellings && this.#tell('SIGTERM'); told += 1) await delay(tellAgainMs);
    if (this.#tell('SIGKILL')) {
      this.#dropPipes();
      this.#giveUp();
    }
  }

  /** Whether it is still there. Not by way of `subprocess.kill`, to which a refusal is the end of the program. */
  #tell(signal: NodeJS.Signals): boolean {
    const { pid, exitCode, signalCode } = this.subprocess;
    if (pid === undefined || exitCode !== null || signalCode !== null) return false;
    try {
      process.kill(pid, signal);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  }

  #dropPipes(): void {
    for (const pipe of [this.subprocess.stdout, this.subprocess.stderr]) pipe?.destroy();
  }
}
