import { setTimeout as sleep } from 'node:timers/promises';

const firstPauseMs = 500;
const longestPauseMs = 15_000;
/** A guest that is not up by then may never be. */
const patienceMs = 120_000;

/** Tries again and again, with growing pauses, until something comes of it; undefined where nothing has, in two minutes or until aborted. */
export async function persist<T>(signal: AbortSignal, attempt: () => Promise<T | undefined>): Promise<T | undefined> {
  const dueAt = performance.now() + patienceMs;
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const result = await attempt();
    if (result !== undefined || performance.now() > dueAt) return result;
    await sleep(pauseMs, undefined, { ref: false, signal }).catch(() => {});
  }
  return undefined;
}
