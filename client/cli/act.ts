import type { Command } from 'commander';
import pLimit from 'p-limit';
import type { Cloud } from '../connect.ts';
import { columnsOf, toAnswer } from './act-answer.ts';
import { carryOut, type Outcome, type Work, wasRefused } from './change.ts';
import { openConnection } from './connection.ts';
import { formatError } from './errors.ts';
import { describeHosts } from './hosts.ts';
import type { CommandOptions } from './options.ts';
import { formatForPeople } from './output/cell.ts';
import { formatAnswer } from './output/print.ts';
import { printAnswer, refuseUnknownColumns } from './print-answer.ts';
import { Progress } from './progress.ts';
import { noServers, sayNote, sayWarning } from './say.ts';
import { findTargets, type ServerChoice, type Target } from './server-choice.ts';
import { typedOptions } from './typed-options.ts';
import { undoLine } from './undo.ts';
import { watch } from './watch.ts';

/** A command that was understood. */
export interface Order {
  readonly command: Command;
  readonly work: Work;
  readonly choice: ServerChoice;
  /** The action's value for the server at that place. */
  valueFor(index: number): unknown;
  readonly options: CommandOptions;
}

/** So many servers at once: hosts work side by side, and none is flooded. */
const atOnce = 8;

/** Carries a command out on all its servers and prints what became of it; the exit status says whether any failed. */
export async function act(order: Order): Promise<void> {
  const { command, work, choice, options } = order;
  refuseUnknownColumns(command, options, columnsOf(work));
  const labels = new Map<string, string>();
  const cloud = await openConnection(options, ({ server, text }) => sayWarning(labels.get(server) ?? server, text));
  const targets = await findTargets(cloud, choice);
  for (const { id, label } of targets) labels.set(id, label);
  if (targets.length === 0) sayNote(noServers(options));
  const comparison = choice.one ? undefined : describeHosts(targets.flatMap(({ server }) => server ?? []));
  if (comparison !== undefined) sayNote(comparison);

  const look = () => carryOutAll(cloud, order, targets);
  const succeeded =
    options.watch === undefined ? await once(order, await look()) : await again(order, options.watch, look);
  if (!succeeded) process.exitCode = 1;
}

function carryOutAll(cloud: Cloud, { work, valueFor }: Order, targets: readonly Target[]): Promise<Outcome[]> {
  const limit = pLimit(atOnce);
  const progress = new Progress(process.stderr, (fields) => describeProgress(work, fields));
  return Promise.all(
    targets.map((target, index) => limit(() => carryOut(cloud, work, target, valueFor(index), progress))),
  );
}

const describeProgress = ({ getter }: Work, fields: Readonly<Record<string, unknown>>): string =>
  Object.entries(getter?.answer ?? {})
    .map(([field, traits]) => formatForPeople(fields[field], traits))
    .join(', ');

const errorsOf = (outcomes: readonly Outcome[]): string[] =>
  outcomes.flatMap(({ error, target }) =>
    error === undefined ? [] : formatError(error, outcomes.length > 1 ? target.label : undefined),
  );

/** Prints what became of one round. @returns whether all of it succeeded */
async function once({ command, work, choice, options }: Order, outcomes: readonly Outcome[]): Promise<boolean> {
  const undo = options.undo ? outcomes.map((outcome) => undoOf(command, work, outcome)) : undefined;
  const isAlone = command.getOptionValueSource('format') === 'default';
  const answer = toAnswer(work, choice.one, outcomes, undo && !isAlone ? { undo } : {});
  if (choice.one && isNothing(outcomes)) {
    // The error says it all.
  } else if (undo !== undefined && isAlone) {
    // A script of commands is for a shell, so nothing else may stand beside it.
    process.stderr.write(await formatAnswer(answer, { format: options.format, columns: options.column }));
    process.stdout.write(undo.flatMap((line) => (line === undefined ? [] : `${line}\n`)).join(''));
  } else await printAnswer(answer, options);
  const errors = errorsOf(outcomes);
  process.stderr.write(errors.map((error) => `${error}\n`).join(''));
  return errors.length === 0;
}

/** One server that there is nothing to say of but why. */
const isNothing = (outcomes: readonly Outcome[]): boolean =>
  outcomes.every(({ fields, error }) => error !== undefined && Object.keys(fields).length === 0);

/** What was refused needs no way back; what nobody knows does. */
const undoOf = ({ parent }: Command, work: Work, outcome: Outcome): string | undefined =>
  outcome.before === undefined || parent === null || wasRefused(outcome.error)
    ? undefined
    : undoLine(typedOptions(parent), work, outcome);

async function again(order: Order, seconds: number, look: () => Promise<Outcome[]>): Promise<boolean> {
  const { work, choice, options } = order;
  const form = { format: options.format, columns: options.column };
  return watch(
    {
      periodMs: seconds * 1000,
      async look() {
        const outcomes = await look();
        const time = new Date().toISOString();
        return { answer: toAnswer(work, choice.one, outcomes, { time }), errors: errorsOf(outcomes) };
      },
    },
    form,
  );
}
