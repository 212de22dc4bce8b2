import type { ArgumentTraits, CommandTraits, FieldTraits } from '../action-table.ts';
import type { Fields } from '../answer-shape.ts';
import type { ActionFamily, Outcome } from './carry-out.ts';
import { printable } from './output/printable.ts';
import { shellQuote } from './shell-quote.ts';

/**
 * The line for a shell that brings back what a server had before. What cannot be brought back, or not exactly, is told in a comment.
 * @param prefix `novatune` and the options that say where and as whom
 */
export function undoLine(
  prefix: string,
  { getter, setter, resetter }: ActionFamily,
  { target, before }: Outcome,
): string {
  const { again } = target;
  const comment = (text: string): string => `# ${printable(again)}: ${printable(text)}`;
  if (getter === undefined || before === undefined) return comment('what it had before is not known');
  // A name that looks like an option is one, unless this stands before it.
  const lineOf = ({ command }: CommandTraits, values: readonly string[]): string =>
    [prefix, command, ...(again.startsWith('-') ? ['--'] : []), shellQuote(again), ...values].join(' ');

  const values = setter?.arguments
    .filter(({ required }) => required)
    .map((argument) => valueFor(argument, getter, before));
  if (setter !== undefined && values?.every((value) => value !== undefined)) {
    const inexact = values.some(({ isExact }) => !isExact);
    const line = lineOf(
      setter,
      values.map(({ text }) => text),
    );
    return inexact ? `${line} # it had ${describe(getter, before)}, which cannot be set exactly` : line;
  }
  return resetter === undefined ? comment(`no command brings back ${describe(getter, before)}`) : lineOf(resetter, []);
}

const describe = ({ answer }: CommandTraits, before: Fields): string =>
  Object.entries(answer)
    .map(([field, { unit }]) => printable(`${before[field]}${unit === undefined ? '' : ` ${unit}`}`))
    .join(', ');

interface Value {
  readonly text: string;
  readonly isExact: boolean;
}

/** What to type for an argument so that it is again as it was; undefined where there is nothing that says so, as for a number that means none. */
function valueFor(argument: ArgumentTraits, { answer }: CommandTraits, before: Fields): Value | undefined {
  const fields = Object.keys(answer);
  const field = Object.hasOwn(answer, argument.field) ? argument.field : fields.length === 1 ? fields[0] : undefined;
  const about = field === undefined ? undefined : answer[field];
  if (field === undefined || about === undefined || before[field] === undefined) return undefined;
  const had = before[field];
  const word = wordFor(about, had);
  if (word !== undefined)
    return argument.words !== undefined && Object.hasOwn(argument.words, word)
      ? { text: word, isExact: true }
      : undefined;
  return typeof had === 'number' ? numberFor(argument, about, had) : { text: shellQuote(String(had)), isExact: true };
}

const wordFor = ({ words = {} }: FieldTraits, value: unknown): string | undefined =>
  Object.keys(words).find((word) => words[word] === value);

function numberFor(
  { unit, minimum = -Infinity, maximum = Infinity }: ArgumentTraits,
  about: FieldTraits,
  had: number,
): Value {
  const exact = about.unit === 'KiB' && unit === 'MiB' ? had / 1024 : had;
  // Rounded to nothing, a size would say something else.
  const whole = exact > 0 ? Math.max(1, Math.round(exact)) : Math.round(exact);
  const possible = Math.min(Math.max(whole, minimum), maximum);
  return { text: String(possible), isExact: possible === exact };
}
