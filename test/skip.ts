import { type TestAPI, test } from 'vitest';

/**
 * `test` where a condition holds; else a skip that says why. In CI nothing is skipped in silence: there a test whose condition does not hold fails.
 */
export function needs(condition: boolean, reason: string): TestAPI {
  if (condition) return test;
  if (process.env.CI === 'true') throw new Error(`CI must not skip this: ${reason}`);
  console.warn(`\n*** SKIPPED: ${reason}\n`);
  return test.skip as unknown as TestAPI;
}
