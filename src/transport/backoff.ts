const firstDelayMs = 250;
const longestDelayMs = 10_000;

/** How long to wait before the next attempt: 250 ms, doubling to 10 s, from the start again after a success. */
export class Backoff {
  #nextMs = firstDelayMs;

  /** The delay for the failure that just happened, in milliseconds. */
  next(): number {
    const delayMs = this.#nextMs;
    this.#nextMs = Math.min(delayMs * 2, longestDelayMs);
    return delayMs;
  }

  reset(): void {
    this.#nextMs = firstDelayMs;
  }
}
