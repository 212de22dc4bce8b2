import { ConfigError, parseConfig } from '../../../src/config.ts';

/** What is wrong with a text. */
export function problemsOf(text: string): readonly string[] {
  try {
    parseConfig(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
