import type { Command } from 'commander';
import { usageError } from './usage.ts';

/** The servers that a command is about, as they were typed. */
export type ServerChoice =
  | { readonly names: readonly string[]; readonly one: boolean }
  | { readonly allProjects: boolean; readonly one: false };

/** The servers in a word such as `VM1` or `VM1,VM2`; with a comma they are several, and are answered as a list. */
export function parseServers(command: Command, word: string): ServerChoice {
  const parts = word.split(',');
  const one = parts.length === 1;
  const names = one ? parts : parts.map((name) => name.trim());
  if (word.trim() === '') usageError(command, 'a server needs a name or an id');
  if (names.includes('')) usageError(command, `'${word}' has an empty name between its commas`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) usageError(command, `'${twice}' is named twice`);
  return { names, one };
}
