import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailed } from '../transport/transport.ts';
import { noController } from './virsh-stderr.ts';

const doubtForMs = 3000;
/** A libvirtd that was slow to settle is not held to its first word for ever. */
const believeForMs = 60_000;
const askAgainEveryMs = 200;

/**
 * A libvirtd that has just started says of every domain that the controller is missing, until it has found the domain's cgroups again (seen
 * on 9.0 for some 100 ms). So it is asked again for a while before it is believed; then it is for a minute, for that command of that host.
 */
export class ControllerDoubt {
  /** Until when, by command. */
  readonly #believed = new Map<string, number>();

  /** Runs a command that refuses without having done anything where its controller is missing; doubts for `mostMs` at most. */
  async run<T>(verb: string, mostMs: number, attempt: () => Promise<T>): Promise<T> {
    const dueAt = performance.now() + Math.min(doubtForMs, mostMs);
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof CommandFailed && noController.test(error.stderr)) || this.#isBelieved(verb)) throw error;
        if (performance.now() >= dueAt) {
          this.#believed.set(verb, performance.now() + believeForMs);
          throw error;
        }
        await sleep(askAgainEveryMs);
      }
    }
  }

  #isBelieved(verb: string): boolean {
    return performance.now() < (this.#believed.get(verb) ?? 0);
  }

  /** For a host whose libvirtd may have been started anew. */
  forget(): void {
    this.#believed.clear();
  }
}
