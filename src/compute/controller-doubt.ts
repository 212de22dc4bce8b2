import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailed } from '../transport/transport.ts';

const missing = /cgroup .*(isn't|is not) mounted/i;
const doubtForMs = 3000;
const askAgainEveryMs = 200;

/**
 * A libvirtd that has just started says of every domain that the controller is missing, until it has found the domain's cgroups again (seen
 * on 9.0 for some 100 ms). So it is asked again for a while before it is believed; then it is, for that command of that host.
 */
export class ControllerDoubt {
  readonly #believed = new Set<string>();

  /** Runs a command that refuses without having done anything where its controller is missing; doubts for `mostMs` at most. */
  async run<T>(verb: string, mostMs: number, attempt: () => Promise<T>): Promise<T> {
    const dueAt = performance.now() + Math.min(doubtForMs, mostMs);
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof CommandFailed && missing.test(error.stderr)) || this.#believed.has(verb)) throw error;
        if (performance.now() >= dueAt) {
          this.#believed.add(verb);
          throw error;
        }
        await sleep(askAgainEveryMs);
      }
    }
  }

  /** For a host whose libvirtd may have been started anew. */
  forget(): void {
    this.#believed.clear();
  }
}
