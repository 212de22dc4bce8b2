import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly intervalMs?: number;
  /** Asked when time is up: what may explain it, e.g. the end of a log. */
  readonly explain?: () => Promise<string>;
}

/** Asks again and again until the answer is neither undefined nor false, and returns it. */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  { timeoutMs, intervalMs = 100, explain }: WaitOptions,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) {
      throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}${explain ? `\n${await explain()}` : ''}`);
    }
    await sleep(intervalMs);
  }
}
