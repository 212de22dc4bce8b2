import { E_TIMEOUT, Mutex, type MutexInterface, withTimeout } from 'async-mutex';
import { Fault } from './faults.ts';
import type { Ms } from './units.ts';

/** One key's queue, and how many are in it or at work: it goes with the last. */
interface Queue {
  readonly mutex: Mutex;
  users: number;
}

/** Runs works of the same key one after the other, in order; works of different keys side by side. */
export class Exclusive {
  readonly #queues = new Map<string, Queue>();

  /** How many keys are in use. */
  get size(): number {
    return this.#queues.size;
  }

  /**
   * @throws {Fault} hostUnavailable: its turn did not come within `waitMs`; the work is then never begun
   */
  async run<T>(key: string, waitMs: Ms, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? { mutex: new Mutex(), users: 0 };
    this.#queues.set(key, queue);
    queue.users += 1;
    try {
      return await runLocked(await acquire(queue.mutex, waitMs), work);
    } finally {
      queue.users -= 1;
      if (queue.users === 0) this.#queues.delete(key);
    }
  }

  /** Waits until no work is under way or waiting. */
  async idle(): Promise<void> {
    while (this.#queues.size > 0) {
      await Promise.all([...this.#queues.values()].map(({ mutex }) => mutex.waitForUnlock()));
      // The keys go once those who held them have been told.
      await new Promise(setImmediate);
    }
  }
}

async function runLocked<T>(release: MutexInterface.Releaser, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    release();
  }
}

async function acquire(mutex: Mutex, waitMs: Ms): Promise<MutexInterface.Releaser> {
  try {
    return await (mutex.isLocked() ? withTimeout(mutex, waitMs, E_TIMEOUT) : mutex).acquire();
  } catch (error) {
    if (error !== E_TIMEOUT) throw error;
    throw turnDidNotCome();
  }
}

/** For a work that had to wait too long to be begun. */
export const turnDidNotCome = (options?: ErrorOptions): Fault =>
  new Fault('hostUnavailable', 'Another request for the same resource did not end in time; try again later', options);
