import type { Ms } from '../units.ts';

interface Waiting {
  readonly answer: Promise<string>;
  /** Until when somebody may still join. */
  readonly openUntil: number;
}

/**
 * Commands that only read and wait for their turn: whoever asks the same before it is sent shares its answer, which then is no older than any of
 * the questions. One that has been sent is not joined, for what it read may have changed since.
 */
export class SharedReads {
  readonly #waiting = new Map<string, Waiting>();

  /**
   * @param timeMs that the read has; one that has waited for half of it is left to those who asked, who would have more time than it
   * @param read calls `send` at the moment from which on nobody may join
   */
  ask(command: readonly string[], timeMs: Ms, read: (send: () => void) => Promise<string>): Promise<string> {
    const key = command.join('\0');
    const found = this.#waiting.get(key);
    if (found !== undefined && performance.now() < found.openUntil) return found.answer;
    const forget = () => {
      if (this.#waiting.get(key) === own) this.#waiting.delete(key);
    };
    const own: Waiting = {
      answer: Promise.resolve()
        .then(() => read(forget))
        .finally(forget),
      openUntil: performance.now() + timeMs / 2,
    };
    this.#waiting.set(key, own);
    return own.answer;
  }
}
