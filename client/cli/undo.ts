import type { CommandTraits, FieldTraits } from '../action-table.ts';
import type { Outcome, Work } from './change.ts';
import { shellQuote } from './shell-quote.ts';

/**
 * The line for a shell that brings back what a server had before. What cannot be brought back exactly has a comment that says so.
 * @param prefix `novatune` and the options that say where and as whom
 */
export function undoLine(prefix: string, { getter, setter, resetter }: Work, { target, before }: Outcome): string {
  const server = shellQuote(target.again);
  const [field] = Object.keys(getter?.answer ?? {});
  const had = before?.[field ?? ''];
  const about = field === undefined ? undefined : getter?.answer[field];
  const argument = setter?.arguments[0];
  if (about === undefined || had === undefined) return `# ${server}: what it had before is not known`;

  const word = wordFor(about, had);
  const namesIt = word !== undefined && argument?.words?.[word] !== undefined;
  if (word !== undefined && !namesIt && resetter !== undefined) return `${prefix} ${resetter.command} ${server}`;
  if (setter === undefined || argument === undefined) return `# ${server}: no command sets ${field} to ${had}`;
  const value = namesIt ? { text: word, comment: '' } : toArgument(about, argument, had);
  return `${prefix} ${setter.command} ${server} ${value.text}${value.comment}`;
}

const wordFor = ({ words = {} }: FieldTraits, value: unknown): string | undefined =>
  Object.keys(words).find((word) => words[word] === value);

function toArgument(
  about: FieldTraits,
  { unit, minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }: CommandTraits['arguments'][number],
  had: unknown,
): { text: string; comment: string } {
  if (typeof had !== 'number') return { text: shellQuote(String(had)), comment: '' };
  const exact = about.unit === 'KiB' && unit === 'MiB' ? had / 1024 : had;
  const whole = Math.round(exact);
  const possible = Math.min(Math.max(whole, minimum), maximum);
  const comment =
    possible === exact
      ? ''
      : ` # it had ${had}${about.unit === undefined ? '' : ` ${about.unit}`}, which cannot be set exactly`;
  return { text: String(possible), comment };
}
