import { Backoff } from '../transport/backoff.ts';
import type { CommandFailed, Transport } from '../transport/transport.ts';
import { LifecycleAttempt } from './lifecycle-attempt.ts';
import type { LifecycleEvent } from './lifecycle-line.ts';

export interface LifecycleEventsOptions {
  readonly transport: Transport;
  /** libvirt's, for example `qemu:///system`. */
  readonly uri: string;
  onEvent(event: LifecycleEvent): void;
  /** libvirtd has accepted the subscription: what a list shows from now on, or an event tells, is all there is. After every reconnection again. */
  onConnected(): void;
  /** The stream has ended, or could not be started; called for every attempt, the next follows by itself. */
  onDisconnected(failure: CommandFailed): void;
  /** An attempt without libvirtd's answer ends after so long. Default 5000. */
  readonly subscribeTimeoutMs?: number;
}

/** Listens to the start and end of a host's domains with one long-lived `virsh event`; starts it again, with growing delay, when it ends. */
export class LifecycleEvents {
  readonly #options: LifecycleEventsOptions;
  readonly #backoff = new Backoff();
  #attempt: LifecycleAttempt | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: LifecycleEventsOptions) {
    this.#options = options;
  }

  /** Does nothing while it runs already. */
  start(): void {
    if (this.#attempt || this.#retry) return;
    this.#begin();
  }

  /** Ends the stream; nothing is called after it. */
  stop(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#attempt?.stop();
    this.#attempt = undefined;
  }

  #begin(): void {
    const { transport, uri, subscribeTimeoutMs = 5000 } = this.#options;
    this.#retry = undefined;
    this.#attempt = new LifecycleAttempt({
      onSubscribed: () => {
        this.#backoff.reset();
        this.#options.onConnected();
      },
      onEvent: (event) => this.#options.onEvent(event),
      onEnd: (failure) => this.#onEnd(failure),
    });
    void this.#attempt.begin(transport, uri, subscribeTimeoutMs);
  }

  #onEnd(failure: CommandFailed): void {
    this.#attempt = undefined;
    this.#retry = setTimeout(() => this.#begin(), this.#backoff.next()).unref();
    this.#options.onDisconnected(failure);
  }
}
