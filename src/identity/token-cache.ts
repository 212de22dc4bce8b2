import { createHash } from 'node:crypto';
import type { Ms } from '../units.ts';
import type { Caller } from './caller.ts';

/** So many callers are remembered; of more, those who have not been seen for longest are forgotten. */
const mostCallers = 10_000;

/** A valid token's caller, and when it ends. */
export interface Validity {
  readonly caller: Caller;
  /** By Keystone's clock, as Date.now() counts. */
  readonly expiresAt: number;
}

interface Entry extends Validity {
  readonly forgetAt: number;
}

/** The digest under which a token is remembered; the token itself never is. */
export const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64');

/** Tokens that have been found valid, for a time, and never beyond their own end. Those that are not valid are not kept. */
export class TokenCache {
  readonly #entries = new Map<string, Entry>();
  readonly #keepMs: Ms;
  readonly #now: () => number;

  constructor(keepMs: Ms, now: () => number) {
    this.#keepMs = keepMs;
    this.#now = now;
  }

  find(digest: string): Caller | undefined {
    const entry = this.#entries.get(digest);
    if (entry === undefined) return undefined;
    this.#entries.delete(digest);
    const now = this.#now();
    if (now >= entry.expiresAt || now >= entry.forgetAt) return undefined;
    // Put back at the end: the first are those that have not been seen for longest.
    this.#entries.set(digest, entry);
    return entry.caller;
  }

  keep(digest: string, validity: Validity): void {
    this.#entries.delete(digest);
    this.#entries.set(digest, { ...validity, forgetAt: this.#now() + this.#keepMs });
    if (this.#entries.size <= mostCallers) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
