/** Steers a terminal, turns the direction of writing, or is not seen: control characters, Unicode's marks and its line ends. */
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A text without what would steer a terminal, which is shown as escapes: tenants choose names. */
export const printable = (text: string): string => replaceUnsafe(text, escaped);

/** JSON, or YAML whose texts are in double quotes, with escapes that mean the same: its line ends stay. */
export const escapedData = (text: string): string =>
  replaceUnsafe(text, (letter) => (letter === '\n' ? letter : escaped(letter)));

/** A text with another one for each letter that is unsafe to print. */
export const replaceUnsafe = (text: string, replace: (letter: string) => string): string =>
  text.replace(unsafe, replace);

const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
