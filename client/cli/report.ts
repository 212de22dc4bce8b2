import type { Order } from './act.ts';
import type { Outcome } from './carry-out.ts';
import { formatError } from './errors.ts';
import { nameOf } from './find-targets.ts';
import { interruption } from './interruption.ts';
import { toAnswer } from './outcome-answer.ts';
import type { Answer } from './output/answer.ts';
import { formatAnswer } from './output/print.ts';
import { printAnswer } from './print-answer.ts';
import { typedOptions } from './typed-options.ts';
import { undoLine } from './undo.ts';
import { watch } from './watch.ts';

/** Prints what became of a command. @returns whether all of it succeeded */
export async function reportOutcomes(order: Order, outcomes: readonly Outcome[]): Promise<boolean> {
  const { family, choice, options } = order;
  // Of what only looks, nothing is lost by saying nothing.
  if (interruption.aborted && family.traits.reads) return false;
  const undo = options.undo ? outcomes.map((outcome) => undoOf(order, outcome)) : undefined;
  const isScript = undo !== undefined && !isFormatTyped(order);
  const answer = toAnswer(family, choice.one, outcomes, undo === undefined || isScript ? {} : { undo });
  // Of one server that nothing was done to, the error says it all.
  if (!(choice.one && outcomes.every(isNothing)))
    await (isScript ? showBesideScript(answer, order) : printAnswer(answer, options));
  if (isScript) process.stdout.write(undo.flatMap((line) => (line === undefined ? [] : `${line}\n`)).join(''));

  const errors = errorsOf(outcomes);
  process.stderr.write(errors.map((error) => `${error}\n`).join(''));
  return errors.length === 0;
}

const isFormatTyped = ({ command }: Order): boolean => command.getOptionValueSource('format') !== 'default';

/** A script of commands is for a shell, so the table goes elsewhere. */
async function showBesideScript(answer: Answer, { options }: Order): Promise<void> {
  const form = { format: options.format, columns: options.column, stream: process.stderr };
  process.stderr.write(await formatAnswer(answer, form));
}

const isNothing = ({ fields, effect, error }: Outcome): boolean =>
  error !== undefined && effect === 'none' && Object.keys(fields).length === 0;

const undoOf = ({ command, family }: Order, outcome: Outcome): string | undefined =>
  outcome.effect === 'none' || command.parent === null
    ? undefined
    : undoLine(typedOptions(command.parent), family, outcome);

const errorsOf = (outcomes: readonly Outcome[]): string[] =>
  outcomes.flatMap(({ error, target }) => {
    if (error === undefined) return [];
    // An error of the lookup names the server itself.
    return formatError(error, outcomes.length > 1 && target.error === undefined ? nameOf(target) : undefined);
  });

/** Looks again and again, and prints what was found, the note too where a screen was wiped. @returns false if the first look failed altogether */
export function watchOutcomes(
  { family, choice, options }: Order,
  seconds: number,
  lookAtAll: () => Promise<Outcome[]>,
  note?: string,
): Promise<boolean> {
  const look = async () => {
    const outcomes = await lookAtAll();
    const time = new Date().toISOString();
    return { answer: toAnswer(family, choice.one, outcomes, { time }), errors: errorsOf(outcomes) };
  };
  const form = { format: options.format, columns: options.column };
  return watch({ periodMs: seconds * 1000, look, note, signal: interruption }, form);
}
