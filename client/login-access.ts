import type { Access, AccessSource } from './access.ts';
import { unlessEnded } from './endings.ts';

/** What a login led to. */
export interface LoggedIn {
  readonly access: Access;
  /** How long it is to be used; Infinity if only a refusal ends it. */
  readonly usedForMs: number;
}

/** Access by a login that all calls share: at the first of them, when the token nears its end, and after it was refused. */
export class LoginAccess implements AccessSource {
  readonly #logIn: () => Promise<LoggedIn>;
  #held: { readonly access: Access; readonly untilMs: number } | undefined;
  #pending: Promise<Access> | undefined;

  /** @param logIn not ended by the signal of any one call, since others may wait for the same */
  constructor(logIn: () => Promise<LoggedIn>) {
    this.#logIn = logIn;
  }

  async get(signal: AbortSignal | undefined): Promise<Access> {
    if (this.#held !== undefined && Date.now() < this.#held.untilMs) return this.#held.access;
    return this.#logInOnce(signal);
  }

  async renew(refused: Access, signal: AbortSignal | undefined): Promise<Access> {
    // Another call may have got a new one in the meantime.
    if (this.#held?.access === refused) this.#held = undefined;
    return this.get(signal);
  }

  #logInOnce(signal: AbortSignal | undefined): Promise<Access> {
    this.#pending ??= this.#begin().finally(() => {
      this.#pending = undefined;
    });
    return unlessEnded(this.#pending, signal);
  }

  async #begin(): Promise<Access> {
    const { access, usedForMs } = await this.#logIn();
    this.#held = { access, untilMs: Date.now() + usedForMs };
    return access;
  }
}
