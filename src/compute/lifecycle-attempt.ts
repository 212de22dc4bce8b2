import { type Channel, CommandFailed, type Failure, type Transport } from '../transport/transport.ts';
import { eventArgv, type LifecycleListener, LifecycleStream } from './lifecycle-stream.ts';
import { judgeEnd } from './virsh-stderr.ts';

/**
 * libvirt's client learns the number of its subscription from the reply, and drops events of a number that it does not know: those of the moment
 * after the reply (seen on 9.0, on a busy machine for some milliseconds). What a list shows after this long is no older than the first event.
 */
const settleMs = 100;

export interface AttemptListener extends LifecycleListener {
  /** Called once, unless it was stopped. */
  onEnd(failure: CommandFailed): void;
}

/** One `virsh event` process, from its start to its end. */
export class LifecycleAttempt {
  readonly #listener: AttemptListener;
  readonly #stream: LifecycleStream;
  #channel: Channel | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #timedOut = false;

  constructor(listener: AttemptListener) {
    this.#listener = listener;
    this.#stream = new LifecycleStream({
      onReply: () => this.#onReply(),
      onSubscribed: () => listener.onSubscribed(),
      onEvent: (event) => listener.onEvent(event),
    });
  }

  async begin(transport: Transport, uri: string, subscribeTimeoutMs: number): Promise<void> {
    const whenCalled = (then: (text: string) => void) => (text: string) => {
      if (!this.#stopped) then(text);
    };
    this.#timer = setTimeout(() => this.#onTimeout(), subscribeTimeoutMs).unref();
    try {
      this.#channel = await transport.open(eventArgv(uri), {
        onStdout: whenCalled((text) => this.#stream.onStdout(text)),
        onStderr: whenCalled((text) => this.#stream.onStderr(text)),
        onClose: (failure) => this.#end(failure),
      });
    } catch (error) {
      this.#end(error instanceof CommandFailed ? error : neverOpened(uri, error));
    }
    if (this.#stopped || this.#timedOut) this.#channel?.kill();
  }

  /** Ends the process; nothing is called after it. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#channel?.kill();
  }

  #onReply(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#stream.subscribed(), settleMs).unref();
  }

  /** A libvirt that logs and shows no reply has none; of one that does not log nothing can be known, and an open stream is taken for a good one. */
  #onTimeout(): void {
    const canTell = this.#stream.isLogging || this.#channel === undefined;
    if (!canTell) this.#stream.subscribed();
    if (this.#stream.isSubscribed) return;
    this.#timedOut = true;
    this.#channel?.kill();
  }

  #end(failure: CommandFailed): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#stopped = true;
    const judged = judgeEnd(failure, this.#stream.stderr, this.#stream.isSubscribed);
    const cause: Failure = { ...failure, ...judged, ...(this.#timedOut && { reason: 'timeout' }) };
    this.#listener.onEnd(new CommandFailed(cause, { cause: failure }));
  }
}

/** A transport that refuses to open one more channel: the attempt has failed like any other, and the next may find room. */
const neverOpened = (uri: string, cause: unknown): CommandFailed =>
  new CommandFailed({ host: uri, argv: eventArgv(uri), reason: 'unreachable', durationMs: 0 }, { cause });
