import { CommandFailed, type FailureReason, type Transport } from '../transport/transport.ts';
import { type Ms, ms } from '../units.ts';
import { formatVirshLine } from './virsh-quote.ts';
import { VirshSession } from './virsh-session.ts';

export interface VirshOptions {
  readonly transport: Transport;
  /** libvirt's, for example `qemu:///system`. */
  readonly uri: string;
  /** The name that failures carry; default: the uri. */
  readonly host?: string;
  /** Default 3. */
  readonly maxSessions?: number;
  /** Called when a session takes the place of one that was lost; not for a first start. */
  readonly onRestart?: () => void;
  /** A command that takes longer no longer holds up the others. Default 1000. */
  readonly slowAfterMs?: number;
  /** A session that is not the only one ends after so long without a command. Default 30000. */
  readonly idleAfterMs?: number;
}

interface Waiting {
  readonly args: readonly string[];
  readonly startedAt: number;
  readonly deadline: number;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (stdout: string) => void;
  readonly reject: (error: unknown) => void;
}

/** One session and what it is doing. */
interface Line {
  readonly session: VirshSession;
  state: 'idle' | 'busy' | 'slow';
  timer?: NodeJS.Timeout;
}

/**
 * The virsh sessions of one host, started when needed. Commands run in order, one at a time; only a command that has become slow is left behind
 * on its session while the others go on with the next, so one wedged guest (libvirt's job lock waits 30 s) never stalls its neighbours.
 * No command is sent twice: after `timeout` or `ended` its outcome is unknown, and the caller reads back.
 */
export class Virsh {
  readonly #options: VirshOptions;
  readonly #waiting: Waiting[] = [];
  readonly #lines = new Set<Line>();
  #lost = 0;
  #closed = false;

  constructor(options: VirshOptions) {
    this.#options = options;
  }

  /**
   * Runs one virsh command, for example `['dominfo', uuid]`, and gives its stdout.
   * @param timeoutMs for all of it, waiting for its turn included; one whose time is up while it waits is never sent
   * @throws {CommandFailed} as VirshSession.run
   * @throws {TypeError} an argument has a control character
   */
  async run(args: readonly string[], { timeoutMs }: { readonly timeoutMs: Ms }): Promise<string> {
    formatVirshLine(args);
    const startedAt = performance.now();
    if (this.#closed) throw this.#failure({ args, startedAt }, 'ended');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#giveUp(waiting), timeoutMs);
      const waiting = { args, startedAt, deadline: startedAt + timeoutMs, timer, resolve, reject };
      this.#waiting.push(waiting);
      this.#dispatch();
    });
  }

  /** Ends every session; what is in flight or waits fails with `ended`, and so do later calls. */
  close(): void {
    this.#closed = true;
    for (const line of this.#lines) this.#drop(line);
    for (const waiting of this.#waiting.splice(0)) {
      clearTimeout(waiting.timer);
      waiting.reject(this.#failure(waiting, 'ended'));
    }
  }

  #dispatch(): void {
    this.#giveUpLate();
    while (!this.#closed && this.#waiting.length > 0) {
      const lines = [...this.#lines];
      if (lines.some(({ state }) => state === 'busy')) return;
      const line = lines.find(({ state }) => state === 'idle') ?? this.#start();
      if (!line) return;
      const next = this.#waiting.shift();
      if (next) void this.#serve(line, next);
    }
  }

  async #serve(line: Line, { args, deadline, timer, resolve, reject }: Waiting): Promise<void> {
    clearTimeout(timer);
    this.#enter(line, 'busy', this.#options.slowAfterMs ?? 1000, () => {
      line.state = 'slow';
      this.#dispatch();
    });
    try {
      resolve(await line.session.run(args, ms(Math.max(1, deadline - performance.now()))));
    } catch (error) {
      reject(error);
    }
    this.#enter(line, 'idle', this.#options.idleAfterMs ?? 30_000, () => {
      if (this.#lines.size > 1) this.#drop(line);
    });
    this.#dispatch();
  }

  /** Puts a line into a state, with the one thing that happens when it stays there. */
  #enter(line: Line, state: Line['state'], afterMs: number, then: () => void): void {
    clearTimeout(line.timer);
    if (!this.#lines.has(line)) return;
    line.state = state;
    line.timer = setTimeout(then, afterMs).unref();
  }

  #start(): Line | undefined {
    const { transport, uri, host, maxSessions = 3, onRestart } = this.#options;
    if (this.#lines.size >= maxSessions) return undefined;
    const session = new VirshSession({ transport, uri, host, onLost: () => this.#replace(line) });
    const line: Line = { session, state: 'idle' };
    this.#lines.add(line);
    if (this.#lost > 0) {
      this.#lost -= 1;
      onRestart?.();
    }
    return line;
  }

  #replace(line: Line): void {
    if (line.session.started) this.#lost += 1;
    this.#drop(line);
    this.#dispatch();
  }

  #drop(line: Line): void {
    clearTimeout(line.timer);
    this.#lines.delete(line);
    line.session.kill();
  }

  /** A session that fails and a command that waits for it can be out of time at the same moment: such a command is not sent. */
  #giveUpLate(): void {
    const now = performance.now();
    for (const waiting of this.#waiting.filter(({ deadline }) => deadline <= now)) this.#giveUp(waiting);
  }

  #giveUp(waiting: Waiting): void {
    clearTimeout(waiting.timer);
    this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
    waiting.reject(this.#failure(waiting, 'timeout'));
  }

  #failure({ args, startedAt }: Pick<Waiting, 'args' | 'startedAt'>, reason: FailureReason): CommandFailed {
    const { host, uri } = this.#options;
    return new CommandFailed({
      host: host ?? uri,
      argv: ['virsh', ...args],
      reason,
      durationMs: performance.now() - startedAt,
    });
  }
}
