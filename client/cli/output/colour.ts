import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Styles a text that goes to a terminal which may have colour. @see https://no-color.org */
export function inColour(stream: NodeJS.WriteStream | WriteStream, style: Style, text: string): string {
  const { NO_COLOR, TERM } = process.env;
  const may = stream.isTTY && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb';
  return may ? styleText(style, text) : text;
}
