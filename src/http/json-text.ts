import { Fault } from '../faults.ts';

/** A number that JavaScript would silently round to another one, and the key it belongs to. */
export interface InexactNumber {
  readonly key: string;
  readonly text: string;
}

export interface JsonText {
  readonly value: unknown;
  /** Set where `value` does not hold what was written. */
  readonly inexact: InexactNumber | undefined;
}

/** No request of ours nests deeper than three; what recurses over a value may rely on this. */
const deepest = 32;
/** Longer than any number that fits a double; keeps the comparison below cheap. */
const longestNumber = 64;

/** Strings (a key has its colon in the second group), numbers and brackets of a text that JSON.parse has accepted. */
const tokens = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|-?\d[\d.eE+-]*|[{}[\]]/g;

/**
 * Reads JSON as it stands there: neither duplicate keys nor rounded numbers get lost in JSON.parse.
 * @throws {Fault} malformedRequest: not UTF-8, not JSON, a key twice in one object, or nested absurdly deep
 */
export function parseJson(bytes: Uint8Array): JsonText {
  const text = decode(bytes);
  const value = parse(text);
  const { keys, inexact } = scan(text);
  if (keys !== countKeys(value)) throw malformed();
  return { value, inexact };
}

export const malformed = (): Fault => new Fault('malformedRequest', 'Malformed request body');

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

function scan(text: string): { keys: number; inexact: InexactNumber | undefined } {
  let [keys, depth, key] = [0, 0, '""'];
  let inexact: InexactNumber | undefined;
  for (const [token, string, colon] of text.matchAll(tokens)) {
    if (string !== undefined) {
      if (colon === undefined) continue;
      keys += 1;
      key = string;
    } else if (token === '{' || token === '[') {
      depth += 1;
      if (depth > deepest) throw malformed();
    } else if (token === '}' || token === ']') depth -= 1;
    else if (!isExact(token)) inexact ??= { key: parse(key) as string, text: token };
  }
  return { keys, inexact };
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce((sum: number, each) => sum + countKeys(each), 0);
  return Array.isArray(value) ? inner : inner + Object.keys(value).length;
}

/** Fractions may be rounded: they stay fractions, and no field takes one. What reads as an integer must have been that integer. */
function isExact(token: string): boolean {
  const value = Number(token);
  if (!Number.isInteger(value)) return Number.isFinite(value);
  return Number.isSafeInteger(value) && token.length <= longestNumber && normalise(token) === normalise(String(value));
}

/** One spelling for each decimal number: `1.50e3` and `1500` both become `15e2`. */
function normalise(token: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const scale = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${sign}${significant}e${scale}`;
}
