/** Whether a character fits; never asked about none. */
export type Test = (character: string) => boolean;

/** A regular expression as a tree. */
export type PatternNode =
  | { readonly kind: 'character'; readonly test: Test }
  | { readonly kind: 'anchor'; readonly at: 'start' | 'end' }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly min: number; readonly max: number };

class SyntaxFault extends Error {}

const deepestGroup = 20;
const classes: Readonly<Record<string, RegExp>> = {
  d: /[0-9]/,
  w: /[0-9A-Za-z_]/,
  s: /\s/,
  D: /[^0-9]/,
  W: /[^0-9A-Za-z_]/,
  S: /\S/,
};
const quantifier = /^(?:([*+?])|\{(\d{1,3})(?:(,)(\d{0,3}))?\})\??/;

/** Literals, `.`, `[a-z]`, `\d \w \s`, groups, `|`, `* + ? {m,n}`, `^` and `$`. Undefined for anything else. */
export function parsePattern(text: string): PatternNode | undefined {
  try {
    return new Parser(text).pattern();
  } catch (error) {
    if (error instanceof SyntaxFault) return undefined;
    throw error;
  }
}

class Parser {
  #rest: string;
  #depth = 0;

  constructor(text: string) {
    this.#rest = text;
  }

  pattern(): PatternNode {
    const node = this.#choice();
    if (this.#rest !== '') throw new SyntaxFault();
    return node;
  }

  #choice(): PatternNode {
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    return { kind: 'choice', options };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#rest !== '' && !/^[|)]/.test(this.#rest)) parts.push(this.#repeated(this.#atom()));
    return { kind: 'sequence', parts };
  }

  #repeated(part: PatternNode): PatternNode {
    const [whole, sign, min, comma, max] = quantifier.exec(this.#rest) ?? [];
    if (whole === undefined) return part;
    this.#rest = this.#rest.slice(whole.length);
    if (quantifier.test(this.#rest)) throw new SyntaxFault();
    const least = sign === undefined ? Number(min) : Number(sign === '+');
    const most = sign === undefined ? upperBound(least, comma, max) : sign === '?' ? 1 : Number.POSITIVE_INFINITY;
    if (most < least) throw new SyntaxFault();
    return { kind: 'repeat', part, min: least, max: most };
  }

  #atom(): PatternNode {
    if (quantifier.test(this.#rest)) throw new SyntaxFault();
    const character = this.#next();
    if (character === '(') return this.#group();
    if (character === '[') return { kind: 'character', test: this.#set() };
    if (character === '^' || character === '$') return { kind: 'anchor', at: character === '^' ? 'start' : 'end' };
    if (character === '.') return { kind: 'character', test: () => true };
    return { kind: 'character', test: character === '\\' ? this.#escape() : literal(character) };
  }

  #group(): PatternNode {
    this.#depth += 1;
    if (this.#depth > deepestGroup) throw new SyntaxFault();
    if (this.#take('?') && !this.#take(':')) throw new SyntaxFault();
    const inner = this.#choice();
    if (!this.#take(')')) throw new SyntaxFault();
    this.#depth -= 1;
    return inner;
  }

  #set(): Test {
    const negated = this.#take('^');
    const tests: Test[] = [];
    do {
      const first = this.#next();
      if (first === '\\') tests.push(this.#escape());
      else if (/^-[^\]]/.test(this.#rest)) tests.push(range(first, this.#next() && this.#next()));
      else tests.push(literal(first));
    } while (!this.#take(']'));
    return (character) => tests.some((test) => test(character)) !== negated;
  }

  /** Letters and digits have meanings (back references, word boundaries) that an automaton cannot have; the rest stands for itself. */
  #escape(): Test {
    const character = this.#next();
    const known = classes[character];
    if (known !== undefined) return (each) => known.test(each);
    if (/[0-9A-Za-z]/.test(character)) throw new SyntaxFault();
    return literal(character);
  }

  #take(character: string): boolean {
    if (!this.#rest.startsWith(character)) return false;
    this.#rest = this.#rest.slice(character.length);
    return true;
  }

  #next(): string {
    const [character] = this.#rest;
    if (character === undefined) throw new SyntaxFault();
    this.#rest = this.#rest.slice(character.length);
    return character;
  }
}

function upperBound(least: number, comma: string | undefined, most: string | undefined): number {
  if (comma === undefined) return least;
  return most === undefined || most === '' ? Number.POSITIVE_INFINITY : Number(most);
}

const literal = (wanted: string): Test => {
  const lower = wanted.toLowerCase();
  return (character) => character.toLowerCase() === lower;
};

function range(from: string, to: string): Test {
  if (to === '\\' || from > to) throw new SyntaxFault();
  return (character) =>
    [character, character.toLowerCase(), character.toUpperCase()].some((each) => from <= each && each <= to);
}
