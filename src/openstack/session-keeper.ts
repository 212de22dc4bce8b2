import type { Session } from './log-in.ts';
import { LoginRefused } from './log-in.ts';

/** How long before its end a login is renewed. @see keystoneauth1/identity/base.py MIN_TOKEN_LIFE_SECONDS */
const marginMs = 120_000;
/** After a refusal Keystone is left alone for so long, or it would lock the user out. */
const refusalMs = 5000;

/** Keeps one login: made when it is first needed, renewed in good time, and by everyone together. */
export class SessionKeeper {
  readonly #logIn: () => Promise<Session>;
  readonly #now: () => number;
  #session: Session | undefined;
  #renewAt = 0;
  #underWay: Promise<Session> | undefined;
  #refusal: { readonly error: LoginRefused; readonly until: number } | undefined;

  constructor(logIn: () => Promise<Session>, now: () => number = Date.now) {
    this.#logIn = logIn;
    this.#now = now;
  }

  /** A login that is good for a while yet. Rejects as `logIn` does. */
  async current(): Promise<Session> {
    if (this.#session === undefined) return this.#renew();
    if (this.#now() < this.#renewAt) return this.#session;
    const last = this.#session;
    return this.#renew().catch((error) => {
      // Keystone may be away for a moment; until the end of the old one there is no need for a new one.
      if (this.#now() < last.expiresAt) return last;
      throw error;
    });
  }

  /** Another login than that one, which was not taken. Someone else may have got it already. */
  async insteadOf(refused: Session): Promise<Session> {
    if (this.#session !== undefined && this.#session !== refused) return this.#session;
    return this.#renew();
  }

  #renew(): Promise<Session> {
    if (this.#refusal !== undefined && this.#now() < this.#refusal.until) return Promise.reject(this.#refusal.error);
    this.#underWay ??= this.#logInOnce().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #logInOnce(): Promise<Session> {
    try {
      const session = await this.#logIn();
      const lifeMs = Math.max(0, session.expiresAt - this.#now());
      this.#renewAt = session.expiresAt - Math.min(marginMs, lifeMs / 2);
      this.#session = session;
      return session;
    } catch (error) {
      if (error instanceof LoginRefused) this.#refusal = { error, until: this.#now() + refusalMs };
      throw error;
    }
  }
}
