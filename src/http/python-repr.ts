const longestShown = 256;

/** How Python shows a JSON value inside a text, which is how Nova's faults show it: `None`, `True`, `'x'`, `{'a': 1}`. */
export function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  return `{${Object.entries(value)
    .map(([key, each]) => `${quote(key)}: ${pythonRepr(each)}`)
    .join(', ')}}`;
}

/** As `pythonRepr`, but a string stands there as it is. */
export const pythonText = (value: unknown): string => (typeof value === 'string' ? value : pythonRepr(value));

/** The beginning of a text that a caller sent, since an answer need not be as long as a request. */
export const shorten = (text: string): string =>
  text.length <= longestShown ? text : `${text.slice(0, longestShown)}...`;

/** Python prefers single quotes, and takes double ones where that saves escaping. */
function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\'\p{Cc}\p{Cs}]/gu, (character) =>
    character === "'" && mark === '"' ? character : escapeCharacter(character),
  );
  return mark + escaped + mark;
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\', "'": "\\'" };

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  return named[character] ?? (code < 256 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');
