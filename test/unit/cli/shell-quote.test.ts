import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { shellQuote } from '../../../client/cli/shell-quote.ts';

const words = [
  'VM1',
  'a@b%c+d=e:f,g.h/i-j',
  '',
  'two words',
  "it's",
  '=ls',
  '==',
  '~',
  '~root',
  'a\\b',
  '$(touch touched)`touch touched`$HOME;!x',
  'ünï',
  'line\nend',
  "\\u001b'\u001b[2Jbold",
  '\u0001f',
  '\u007f\u0085\u009b',
  '\u202eevil\u2066\u200f\u061c\ufeff\u2028',
];

const isInstalled = (shell: string): boolean => {
  try {
    execFileSync(shell, ['-c', ':'], { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
};

const options = { bash: ['--norc', '--noprofile'], zsh: ['-f'] };
const shells = (['bash', 'zsh'] as const)
  .filter(isInstalled)
  .flatMap((shell) => ['C', 'C.UTF-8'].map((locale) => ({ shell, locale })));

describe('shellQuote', () => {
  test.each(shells)('writes a word so that $shell reads it back in locale $locale', ({ shell, locale }) => {
    const script = `printf '%s\\0' ${words.map(shellQuote).join(' ')}`;
    const env = { LC_ALL: locale, PATH: process.env.PATH ?? '', HOME: '/nowhere' };
    const read = execFileSync(shell, [...options[shell], '-c', script], { env, timeout: 10_000, encoding: 'utf8' });

    expect(read.split('\0').slice(0, -1)).toEqual(words);
  });

  test.each([
    ['VM1', 'VM1'],
    ['', "''"],
    ['=ls', "'=ls'"],
    ['a=b', 'a=b'],
    ['~root', "'~root'"],
    ["it's", String.raw`'it'\''s'`],
    ["it's\u001b[2J", String.raw`$'it\'s\x1b[2J'`],
    ['a\\\u202eb', String.raw`$'a\\\xe2\x80\xaeb'`],
  ])('%j is %s', (word, quoted) => {
    expect(shellQuote(word)).toBe(quoted);
  });
});
