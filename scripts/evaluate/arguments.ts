import { Command, CommanderError } from 'commander';
import type { Figure } from './figure.ts';

/** What a run is to do. */
export interface Wishes {
  readonly figures: readonly Figure[];
  /** Where records, plots and the page go. */
  readonly out: string;
  /** Nothing is measured: plots and page are made anew from what was. */
  readonly pageOnly: boolean;
}

/**
 * Reads what follows `npm run evaluate --`. Without a figure's name it is each that need not be named.
 * @throws {CommanderError} what is wrong with it, or the help that was asked for; has been told
 */
export function parseArguments(argv: readonly string[], figures: readonly Figure[], defaultOut: string): Wishes {
  const program = new Command('evaluate')
    .description("Does the figures of the thesis's chapter 5 again on the lab's guests, and judges what is seen.")
    .usage('[options] [figure...]')
    .argument('[figure...]', 'their numbers; each that disturbs nothing else unless some are named')
    .option('--out <dir>', 'where CSV, SVG and page go', defaultOut)
    .option('--page', 'measure nothing: make plots and page anew from what was measured', false)
    .addHelpText('after', `\nFigures:\n${figures.map(describe).join('\n')}`)
    .exitOverride();
  program.parse(argv, { from: 'user' });
  const { out, page } = program.opts<{ out: string; page: boolean }>();
  const unknown = program.args.filter((name) => findFigure(figures, name) === undefined);
  if (unknown.length > 0) program.error(complain(unknown, figures));
  const named = new Set(program.args.map((name) => findFigure(figures, name)));
  const chosen = figures.filter((figure) => (named.size > 0 ? named.has(figure) : !figure.onlyWhenNamed));
  return { figures: chosen, out, pageOnly: page };
}

/** Whether the help was asked for, and nothing is wrong. */
export function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

function findFigure(figures: readonly Figure[], name: string): Figure | undefined {
  return figures.find(({ number, also = [] }) => number === name || also.includes(name));
}

function complain(unknown: readonly string[], figures: readonly Figure[]): string {
  const known = figures.map(({ number }) => number).join(', ');
  return `evaluate: there is no figure ${unknown.join(' or ')}: there are ${known}`;
}

function describe({ number, also, title, onlyWhenNamed }: Figure): string {
  const odd = onlyWhenNamed ? ' (only when it is named)' : '';
  const others = also === undefined ? '' : ` (also ${also.join(', ')})`;
  return `  ${number.padEnd(8)}  ${title}${odd}${others}`;
}
