import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'mysql2';
import { ms } from '../units.ts';
import { NamedLock } from './named-lock.ts';

const lookEveryMs = 1000;
/** How long whoever needs it waits for it to come back. */
const patienceMs = 3000;
/** The server may hold the lock a while for a connection that it does not yet know to be lost. */
const takeMs = ms(5000);

/** The lock that tells the others that a replica is there. */
export const nameOfLife = (replica: string): string => `novatune-replica-${replica}`;

/** A replica's lock, held as long as it lives, and taken again within about a second where its connection was lost. */
export class SignOfLife {
  readonly #pool: Pool;
  readonly #name: string;
  readonly #over = new AbortController();
  #lock: NamedLock | undefined;
  #kept: Promise<void> = Promise.resolve();

  constructor(pool: Pool, replica: string) {
    this.#pool = pool;
    this.#name = nameOfLife(replica);
  }

  /** @throws {Error} whatever the first connection fails with */
  async begin(): Promise<void> {
    this.#lock = await this.#take();
    this.#kept = this.#keep();
  }

  /**
   * Waits until it is there for the others to see.
   * @throws {Error} it is not within 3 s
   */
  async isShown(): Promise<void> {
    const giveUpAt = performance.now() + patienceMs;
    while (this.#lock === undefined || this.#lock.isLost) {
      if (this.#over.signal.aborted || performance.now() > giveUpAt) throw new Error('The database is away');
      await sleep(20);
    }
  }

  async end(): Promise<void> {
    this.#over.abort();
    await this.#kept;
    await this.#lock?.release();
    this.#lock = undefined;
  }

  async #keep(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await sleep(lookEveryMs, undefined, { signal }).catch(() => {});
      if (signal.aborted || (await this.#lock?.isHeld()) === true) continue;
      await this.#lock?.release();
      this.#lock = undefined;
      // Not to be had for now: the next look is soon.
      this.#lock = await this.#take().catch(() => undefined);
    }
  }

  #take(): Promise<NamedLock | undefined> {
    return NamedLock.take(this.#pool, { name: this.#name, waitMs: takeMs });
  }
}
