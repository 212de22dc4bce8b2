// What ends a request before its answer: a timeout, and the signals of whoever waits for it.

/** The longest that timers can wait, 24 days. @see https://nodejs.org/api/timers.html settimeout */
const longestTimeoutMs = 2 ** 31 - 1;

/**
 * A timeout that timers know to keep.
 * @throws {TypeError} it is no number of milliseconds, more than 0
 */
export function checkTimeout(timeoutMs: number): number {
  // Without types the text of an option gets here.
  if (typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= longestTimeoutMs) return timeoutMs;
  throw new TypeError(
    `timeoutMs takes a number of milliseconds, more than 0 and at most ${longestTimeoutMs}, not ${String(timeoutMs)}`,
  );
}

/** A signal that ends what takes longer. */
export const timerOf = (timeoutMs: number): AbortSignal => AbortSignal.timeout(Math.ceil(timeoutMs));

/** A signal that ends with either. */
export function anyOf(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined {
  return one === undefined || other === undefined ? (one ?? other) : AbortSignal.any([one, other]);
}

/** What the promise leads to, or the signal's own reason once it has ended; what the promise stands for goes on then. */
export function unlessEnded<Result>(promise: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** Waits; rejects with the signal's own reason once it has ended. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
  });
}
