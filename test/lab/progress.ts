/** Says on stderr what is being done. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Does the work and, if it takes longer than half a second, says so, and again every ten seconds. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  const announcement = setTimeout(() => say(`${title} …`), 500);
  const reminder = setInterval(() => say(`  still: ${title} (${secondsSince(startedAt)} s)`), 10_000);
  try {
    return await work();
  } finally {
    clearTimeout(announcement);
    clearInterval(reminder);
  }
}

/** Whole seconds that have passed since then, for messages. */
export function secondsSince(startedAtMs: number): number {
  return Math.round((Date.now() - startedAtMs) / 1000);
}
