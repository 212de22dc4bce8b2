/** Waits until every one has ended, and only then fails with the first failure: nothing goes on behind a caller that has given up. */
export async function allEnded(works: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}
