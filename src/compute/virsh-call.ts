import { type Argv, CommandFailed, type Failure } from '../transport/transport.ts';
import type { Ms } from '../units.ts';

export type FailureCause = Pick<Failure, 'reason' | 'stderr' | 'exitCode'>;

export interface VirshCallOptions {
  /** The name that failures carry. */
  readonly host: string;
  /** One or more, sent in one go. */
  readonly commands: readonly (readonly string[])[];
  readonly timeoutMs: number;
  /** Called when the time is up, unless it was settled before. */
  readonly onTimeout: () => void;
}

/** virsh commands that are sent in one go, from their call to their answers, with the time that they may take together. Settles once. */
export class VirshCall {
  readonly commands: readonly (readonly string[])[];
  /** One for each command. */
  readonly answers: Promise<readonly string[]>;
  readonly #host: string;
  readonly #startedAt = performance.now();
  readonly #deadline: number;
  readonly #timer: NodeJS.Timeout;
  #resolve: (answers: readonly string[] | Promise<readonly string[]>) => void = () => {};
  #reject: (failure: CommandFailed) => void = () => {};

  constructor({ host, commands, timeoutMs, onTimeout }: VirshCallOptions) {
    this.#host = host;
    this.commands = commands;
    this.#deadline = this.#startedAt + timeoutMs;
    this.#timer = setTimeout(onTimeout, timeoutMs);
    this.answers = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get remainingMs(): Ms {
    return (this.#deadline - performance.now()) as Ms;
  }

  /** Settles with the answers, or as another call will, which then bounds its time. */
  settle(answers: readonly string[] | Promise<readonly string[]>): void {
    clearTimeout(this.#timer);
    this.#resolve(answers);
  }

  fail({ reason, stderr = '', exitCode }: FailureCause, cause?: unknown): void {
    clearTimeout(this.#timer);
    const [first = [], ...others] = this.commands;
    const argv: Argv = ['virsh', ...first, ...(others.length === 0 ? [] : [`… and ${others.length} more`])];
    const durationMs = performance.now() - this.#startedAt;
    this.#reject(new CommandFailed({ host: this.#host, argv, reason, exitCode, stderr, durationMs }, { cause }));
  }
}
