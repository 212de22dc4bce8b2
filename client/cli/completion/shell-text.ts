import { shellQuote } from '../shell-quote.ts';

/** Text of a shell as it stands between the backticks, but that the shell's own `${` is written `\${`. */
export const shellText = (parts: TemplateStringsArray, ...values: readonly string[]): string =>
  String.raw({ raw: parts.raw.map((part) => part.replaceAll('\\${', '${')) }, ...values);

/** Words, each as a shell reads it back. */
export const shellWords = (words: readonly string[]): string => words.map(shellQuote).join(' ');

/** The arms of a shell's `case`: words for which the same is to be done share one. */
export function caseArms(bodies: Iterable<readonly [word: string, body: string]>): string {
  const words = new Map<string, string[]>();
  for (const [word, body] of bodies) words.set(body, [...(words.get(body) ?? []), shellQuote(word)]);
  return [...words].map(([body, alike]) => `    ${alike.join(' | ')})\n${body}      ;;\n`).join('');
}
