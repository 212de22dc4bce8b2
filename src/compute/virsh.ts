import type { Transport } from '../transport/transport.ts';
import type { Ms } from '../units.ts';
import type { VirshCall } from './virsh-call.ts';
import { VirshQueue } from './virsh-queue.ts';
import { checkVirshLine } from './virsh-quote.ts';
import { VirshSession } from './virsh-session.ts';

export interface VirshOptions {
  readonly transport: Transport;
  /** libvirt's, for example `qemu:///system`. */
  readonly uri: string;
  /** The name that failures carry; default: the uri. */
  readonly host?: string;
  /** Whether sudo runs it. Default: false. */
  readonly sudo?: boolean;
  /** Default 3. */
  readonly maxSessions?: number;
  /** Called when a session takes the place of one that was lost; not for a first start. */
  readonly onRestart?: () => void;
  /** A command that takes longer no longer holds up the others. Default 1000. */
  readonly slowAfterMs?: number;
  /** A session that is not the only one ends after so long without a command. Default 30000. */
  readonly idleAfterMs?: number;
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
  readonly #queue = new VirshQueue();
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
  async run(args: readonly string[], options: { readonly timeoutMs: Ms }): Promise<string> {
    const [answer] = await this.runAll([args], options);
    return answer!;
  }

  /**
   * Runs commands that only read in one go: one turn and one way there and back, however many they are. All succeed, or it throws what the first
   * of them to fail has to say.
   * @param commands one or more
   * @throws {CommandFailed} as `run`
   * @throws {TypeError} as `run`
   */
  async runAll(
    commands: readonly (readonly string[])[],
    { timeoutMs }: { readonly timeoutMs: Ms },
  ): Promise<readonly string[]> {
    for (const args of commands) checkVirshLine(args);
    const { host = this.#options.uri } = this.#options;
    const call = this.#queue.add({ host, commands, timeoutMs });
    if (this.#closed) this.#queue.clear();
    this.#dispatch();
    return call.answers;
  }

  /** Ends every session; what is in flight or waits fails with `ended`, and so do later calls. */
  close(): void {
    this.#closed = true;
    for (const line of this.#lines) this.#drop(line);
    this.#queue.clear();
  }

  #dispatch(): void {
    while (this.#queue.hasNext()) {
      const lines = [...this.#lines];
      if (lines.some(({ state }) => state === 'busy')) return;
      const line = lines.find(({ state }) => state === 'idle') ?? this.#start();
      const call = line && this.#queue.next();
      if (!call) return;
      void this.#serve(line, call);
    }
  }

  async #serve(line: Line, call: VirshCall): Promise<void> {
    this.#enter(line, 'busy', this.#options.slowAfterMs ?? 1000, () => {
      line.state = 'slow';
      this.#dispatch();
    });
    const answers = line.session.runAll(call.commands, call.remainingMs);
    call.settle(answers);
    await answers.catch(() => {});
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
    const { transport, uri, host, sudo, maxSessions = 3, onRestart } = this.#options;
    if (this.#closed || this.#lines.size >= maxSessions) return undefined;
    const session = new VirshSession({ transport, uri, host, sudo, onLost: () => this.#replace(line) });
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
}
