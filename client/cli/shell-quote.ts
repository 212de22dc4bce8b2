import { replaceUnsafe } from './output/printable.ts';

/** A word as a shell reads it back; what would steer a terminal stands there as escapes that bash and zsh know. */
export function shellQuote(word: string): string {
  // zsh puts a command's path in the place of `=command`.
  if (/^(?!=)[\w@%+=:,./-]+$/.test(word)) return word;
  if (replaceUnsafe(word, () => '') === word) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  return `$'${replaceUnsafe(word.replace(/[\\']/g, String.raw`\$&`), bytesOf)}'`;
}

/** In bytes of UTF-8: `\u` has a meaning only in some locales. */
const bytesOf = (letter: string): string =>
  [...Buffer.from(letter)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
