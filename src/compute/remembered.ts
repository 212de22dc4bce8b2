/** An answer that is asked for once and kept, for ever or for `maxAgeMs`; after a failure it is asked for again. */
export class Remembered<T> {
  readonly #ask: () => Promise<T>;
  readonly #maxAgeMs: number;
  #answer: Promise<T> | undefined;
  #askedAt = 0;

  constructor(ask: () => Promise<T>, maxAgeMs = Number.POSITIVE_INFINITY) {
    this.#ask = ask;
    this.#maxAgeMs = maxAgeMs;
  }

  async get(): Promise<T> {
    if (performance.now() - this.#askedAt > this.#maxAgeMs) this.#answer = undefined;
    if (this.#answer === undefined) {
      this.#askedAt = performance.now();
      this.#answer = this.#ask();
    }
    const answer = this.#answer;
    try {
      return await answer;
    } catch (error) {
      // Whoever waited for the same failure may have asked again by now.
      if (this.#answer === answer) this.#answer = undefined;
      throw error;
    }
  }

  /** Asks again the next time: the answer may have become another one. */
  forget(): void {
    this.#answer = undefined;
  }
}

/** As `Remembered`, one answer for each key. */
export class RememberedBy<T> {
  readonly #ask: (key: string) => Promise<T>;
  readonly #maxAgeMs: number;
  readonly #answers = new Map<string, Remembered<T>>();

  constructor(ask: (key: string) => Promise<T>, maxAgeMs: number) {
    this.#ask = ask;
    this.#maxAgeMs = maxAgeMs;
  }

  get(key: string): Promise<T> {
    const known = this.#answers.get(key) ?? new Remembered(() => this.#ask(key), this.#maxAgeMs);
    this.#answers.set(key, known);
    return known.get();
  }

  /** As `Remembered.forget`, for all keys. */
  forget(): void {
    this.#answers.clear();
  }
}
