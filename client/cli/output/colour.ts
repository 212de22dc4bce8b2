import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];
type Stream = NodeJS.WriteStream | WriteStream;

/** Whether a stream goes to a terminal that knows more than to add lines. */
export const isScreen = (stream: Stream): boolean => stream.isTTY && process.env.TERM !== 'dumb';

/** Styles a text that goes to a terminal which may have colour. @see https://no-color.org */
export function inColour(stream: Stream, style: Style, text: string): string {
  const { NO_COLOR } = process.env;
  const may = isScreen(stream) && (NO_COLOR === undefined || NO_COLOR === '');
  // Node 22.13 and later would look at stdout again, whichever stream this is.
  return may ? styleText(style, text, { validateStream: false }) : text;
}
