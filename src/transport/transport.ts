// transport/ runs programs on a host and knows nothing of what they do: no libvirt, no tc.
// It imports leaf files only. Start here: `Transport` is the port, local.ts and ssh.ts are its two ways.
import type { Ms } from '../units.ts';

/** One program run: program first, then its arguments; never a shell line. */
export type Argv = readonly [program: string, ...args: string[]];

export interface RunOptions {
  /** Written to the program's standard input, which is then closed. */
  readonly input?: string;
  readonly timeoutMs: Ms;
}

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that keeps running: a virsh session, an event stream. Output arrives decoded as UTF-8. */
export interface Channel {
  write(text: string): void;
  /** Ends the program at once; `onClose` is still called. Safe to call twice. */
  kill(): void;
}

export interface ChannelListener {
  onStdout(text: string): void;
  onStderr(text: string): void;
  /** Called exactly once, when the program is gone for whatever reason; nothing is called after it. */
  onClose(failure: CommandFailed): void;
}

/** Runs programs to their end: the part of a transport that most of the code needs. */
export interface Runner {
  /**
   * Runs a program to its end.
   * @throws {CommandFailed} it exited non-zero, was killed, ran out of time, or could not be started
   */
  run(argv: Argv, options: RunOptions): Promise<Output>;
}

/** The way to one host. */
export interface Transport extends Runner {
  /**
   * Starts a program that keeps running; resolves once it has been started.
   * @throws {CommandFailed} it could not be started
   */
  open(argv: Argv, listener: ChannelListener): Promise<Channel>;
  /** Ends every program and connection; later calls fail. */
  close(): Promise<void>;
}

/**
 * Why a command failed: the program said so, it ended by a signal or in mid-air, its time was up, or the host could not be reached
 * (or would not start it).
 */
export type FailureReason = 'exit' | 'ended' | 'timeout' | 'unreachable';

export interface Failure {
  readonly host: string;
  readonly argv: Argv;
  readonly reason: FailureReason;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly stderr?: string;
  readonly durationMs: number;
}

/** A command that did not succeed, with all that is known of it. For the log, never for a caller. */
export class CommandFailed extends Error implements Failure {
  override readonly name = 'CommandFailed';
  readonly host: string;
  readonly argv: Argv;
  readonly reason: FailureReason;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stderr: string;
  readonly durationMs: number;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(`${failure.argv[0]} on ${failure.host}: ${describe(failure)}`, options);
    this.host = failure.host;
    this.argv = failure.argv;
    this.reason = failure.reason;
    this.exitCode = failure.exitCode;
    this.signal = failure.signal;
    this.stderr = failure.stderr ?? '';
    this.durationMs = failure.durationMs;
  }
}

function describe({ reason, exitCode, signal, durationMs }: Failure): string {
  switch (reason) {
    case 'exit':
      return `exited with ${exitCode}`;
    case 'ended':
      return signal === undefined ? 'ended without an exit status' : `ended by ${signal}`;
    case 'timeout':
      return `no end after ${Math.round(durationMs)} ms`;
    case 'unreachable':
      return 'could not be started';
  }
}
