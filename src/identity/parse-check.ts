import type { Check } from './check.ts';
import { NotACheck, parseAtom } from './parse-atom.ts';

type Sign = '(' | ')' | 'and' | 'or' | 'not';
type Word = { readonly sign: Sign } | { readonly atom: string };

/** More than any rule that a person can read; it also bounds how many `not` there are. */
const longestCheck = 4000;
/** Each of them takes several calls to read. */
const deepestParentheses = 100;

/**
 * Reads a rule in oslo.policy's language: `and` binds closer than `or`, `not` closer than both; an empty rule is everyone's.
 * The old form, lists in a list, is not read.
 * @throws {NotACheck} what is wrong with it
 * @see oslo_policy/_parser.py
 */
export function parseCheck(text: string): Check {
  if (text === '') return { kind: 'everyone' };
  if (text.length > longestCheck) throw new NotACheck(`is longer than ${longestCheck} characters`);
  const words = wordsOf(text);
  if (depthOf(words) > deepestParentheses) throw new NotACheck(`has parentheses deeper than ${deepestParentheses}`);
  const check = parseAny(words);
  const [left] = words;
  if (left !== undefined) throw new NotACheck(`has ${show(left)} where it should have and, or, or end`);
  return check;
}

/** Parentheses stand at the ends of a word; those inside, as in `%(project_id)s`, are part of it. */
function wordsOf(text: string): Word[] {
  return text
    .split(/\s+/)
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [, opening = '', middle = '', closing = ''] = /^(\(*)(.*?)(\)*)$/s.exec(part) ?? [];
      const word: Word[] = middle === '' ? [] : [wordOf(middle)];
      return [...signs(opening), ...word, ...signs(closing)];
    });
}

function depthOf(words: readonly Word[]): number {
  let [depth, deepest] = [0, 0];
  for (const word of words) {
    if (isSign(word, '(')) depth += 1;
    else if (isSign(word, ')')) depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

const signs = (text: string): Word[] => [...text].map((sign) => ({ sign: sign as Sign }));

const wordOf = (text: string): Word =>
  /^(?:and|or|not)$/i.test(text) ? { sign: text.toLowerCase() as Sign } : { atom: text };

const parseAny = (words: Word[]): Check => parseJoined(words, 'or', 'any', parseAll);
const parseAll = (words: Word[]): Check => parseJoined(words, 'and', 'all', parseOne);

function parseJoined(words: Word[], sign: Sign, kind: 'all' | 'any', parsePart: (words: Word[]) => Check): Check {
  const first = parsePart(words);
  const checks = [first];
  while (isSign(words[0], sign)) {
    words.shift();
    checks.push(parsePart(words));
  }
  return checks.length === 1 ? first : { kind, checks };
}

function parseOne(words: Word[]): Check {
  const word = words.shift();
  if (word === undefined) throw new NotACheck('ends where it should have a check, such as role:admin');
  if ('atom' in word) return parseAtom(word.atom);
  if (word.sign === 'not') return { kind: 'not', check: parseOne(words) };
  if (word.sign !== '(') throw new NotACheck(`has ${show(word)} where it should have a check, such as role:admin`);
  const check = parseAny(words);
  const end = words.shift();
  if (!isSign(end, ')')) throw new NotACheck(`has ${end === undefined ? 'its end' : show(end)} where it should have )`);
  return check;
}

const isSign = (word: Word | undefined, sign: Sign): boolean =>
  word !== undefined && 'sign' in word && word.sign === sign;

const show = (word: Word): string => ('sign' in word ? word.sign : word.atom);
