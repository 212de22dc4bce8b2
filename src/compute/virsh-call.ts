import { type Argv, CommandFailed, type Failure } from '../transport/transport.ts';
import type { Ms } from '../units.ts';

export type FailureCause = Pick<Failure, 'reason' | 'stderr' | 'exitCode'>;

export interface VirshCallOptions {
  /** The name that failures carry. */
  readonly host: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  /** Called when the time is up, unless it was settled before. */
  readonly onTimeout: () => void;
}

/** One virsh command from its call to its answer, with the time it may take. Settles once. */
export class VirshCall {
  readonly args: readonly string[];
  readonly answer: Promise<string>;
  readonly #host: string;
  readonly #startedAt = performance.now();
  readonly #deadline: number;
  readonly #timer: NodeJS.Timeout;
  #resolve: (answer: string | Promise<string>) => void = () => {};
  #reject: (failure: CommandFailed) => void = () => {};

  constructor({ host, args, timeoutMs, onTimeout }: VirshCallOptions) {
    this.#host = host;
    this.args = args;
    this.#deadline = this.#startedAt + timeoutMs;
    this.#timer = setTimeout(onTimeout, timeoutMs);
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get remainingMs(): Ms {
    return (this.#deadline - performance.now()) as Ms;
  }

  /** Settles with an answer, or as another call will, which then bounds its time. */
  settle(answer: string | Promise<string>): void {
    clearTimeout(this.#timer);
    this.#resolve(answer);
  }

  fail({ reason, stderr = '', exitCode }: FailureCause, cause?: unknown): void {
    clearTimeout(this.#timer);
    const argv: Argv = ['virsh', ...this.args];
    const durationMs = performance.now() - this.#startedAt;
    this.#reject(new CommandFailed({ host: this.#host, argv, reason, exitCode, stderr, durationMs }, { cause }));
  }
}
