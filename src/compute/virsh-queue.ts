import type { FailureReason } from '../transport/transport.ts';
import { VirshCall, type VirshCallOptions } from './virsh-call.ts';

/** Commands that wait for a session, in order. One whose time is up fails with `timeout` and is never handed out. */
export class VirshQueue {
  readonly #calls: VirshCall[] = [];

  add(options: Omit<VirshCallOptions, 'onTimeout'>): VirshCall {
    const call = new VirshCall({ ...options, onTimeout: () => this.#remove(call, 'timeout') });
    this.#calls.push(call);
    return call;
  }

  /** Looks at the clock, too: a session that fails and a command that waits for it can be out of time at the same moment. */
  hasNext(): boolean {
    for (const call of this.#calls.filter(({ remainingMs }) => remainingMs <= 0)) this.#remove(call, 'timeout');
    return this.#calls.length > 0;
  }

  next(): VirshCall | undefined {
    return this.#calls.shift();
  }

  /** Fails all that wait. */
  clear(): void {
    for (const call of [...this.#calls]) this.#remove(call, 'ended');
  }

  #remove(call: VirshCall, reason: FailureReason): void {
    this.#calls.splice(this.#calls.indexOf(call), 1);
    call.fail({ reason });
  }
}
