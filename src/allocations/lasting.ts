import type { Ms } from '../units.ts';

/** Tells what has been so for long enough, by the looks that found it so. What one look does not find begins anew, and so does a new process. */
export class Lasting {
  readonly #graceMs: Ms;
  readonly #now: () => number;
  #since: ReadonlyMap<string, number> = new Map();

  /** @param now milliseconds of a clock that is never set back */
  constructor(graceMs: Ms, now: () => number = () => performance.now()) {
    this.#graceMs = graceMs;
    this.#now = now;
  }

  /** Of what this look has found, what an earlier one found at least the grace time ago, and every one between. */
  look(found: Iterable<string>): ReadonlySet<string> {
    const now = this.#now();
    const before = this.#since;
    this.#since = new Map([...found].map((key) => [key, before.get(key) ?? now]));
    const isOld = ([key, since]: [string, number]) => before.has(key) && now - since >= this.#graceMs;
    return new Set([...this.#since].filter(isOld).map(([key]) => key));
  }
}
