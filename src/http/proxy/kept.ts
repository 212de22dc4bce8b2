/** How long an answer is taken for true. */
const freshMs = 5 * 60_000;

/**
 * Asks once and keeps the answer. One that has got old is still given, and asked for anew meanwhile, so that nobody waits for that and
 * nobody notices if it fails. A first failure is not kept.
 */
export function keep<Value>(ask: () => Promise<Value>, now = () => performance.now()): () => Promise<Value> {
  let kept: { readonly value: Value; readonly askedAt: number } | undefined;
  let asking: Promise<Value> | undefined;
  const askAgain = (): Promise<Value> => {
    const askedAt = now();
    asking ??= ask()
      .then((value) => {
        kept = { value, askedAt };
        return value;
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
  return async () => {
    if (kept === undefined) return askAgain();
    if (now() - kept.askedAt > freshMs) askAgain().catch(() => {});
    return kept.value;
  };
}
