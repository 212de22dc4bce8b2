import type { Figure, Finding } from './figure.ts';
import type { FigureRecord } from './record-files.ts';

/** A figure, and what is kept of it once it has been measured. */
export interface Entry {
  readonly figure: Figure;
  readonly record?: FigureRecord | undefined;
}

const opening = `# The thesis's evaluation, again

\`npm run evaluate\` does the figures of chapter 5 of the [thesis](../../README.md#where-it-comes-from) again: three real guests, VM1, VM2 and VM3, on one host
of the lab, as in its Figure 5.1, a novatuned with a store of its own, and the command line \`novatune\`. What is plotted comes from the kernel and
from libvirt, not from novatune. A result outside its band fails the command. \`npm run evaluate -- 5.11\` does one figure and leaves the others' as
they are; \`-- --help\` lists them. It needs what the [lab](../../CONTRIBUTING.md#commands) needs, and leaves the servers as they were.

This page is generated: words from \`scripts/evaluate/\`, numbers from the records beside it. Beside each plot is its CSV.
`;

const leftOut = `## What is not here

- **3.2**, soft limits of two guests under memory pressure, is what 5.3 shows with three.
- **3.3**, CPU shares 1024 and 512, is what 5.5 shows with other numbers.
- **3.4** and appendix A are about libvirt's CPU quota, for which there is no action.
- **3.9**, a hard limit on what a guest receives, has no action either: network priorities share out what guests send.
`;

/** The page, whole: a pure function of what the figures say and what was measured, so that neither can drift from it. */
export function formatPage(entries: readonly Entry[]): string {
  const summary = [
    '| figure |  | measured | within its bands |',
    '| --- | --- | --- | --- |',
    ...entries.map(formatSummary),
  ].join('\n');
  return `${[opening, `${summary}\n`, ...entries.map(formatFigure), leftOut].join('\n')}`;
}

function formatSummary({ figure, record }: Entry): string {
  const link = `[${figure.number}](#${anchorOf(figure)})`;
  if (record === undefined) return row([link, figure.title, 'not yet', '–']);
  const outside = record.findings.filter(({ isWithin }) => !isWithin).length;
  const judged = record.findings.filter(({ band }) => band !== '–').length;
  const verdict = outside === 0 ? `all ${judged}` : `**${outside} of ${judged} not**`;
  return row([link, figure.title, record.measured.on, verdict]);
}

function formatFigure({ figure, record }: Entry): string {
  const { thesis, differences } = figure;
  return [
    `## ${headingOf(figure)}\n`,
    `The thesis: ${thesis}\n`,
    ...(record === undefined ? ['Not measured yet.\n'] : formatRecord(record)),
    'What is otherwise here:\n',
    `${differences.map((each) => `- ${each}`).join('\n')}\n`,
  ].join('\n');
}

function formatRecord({ measured, findings, panels }: FigureRecord): string[] {
  return [
    ...panels.map(({ name, caption }) => `![${caption}](${name}.svg)\n\n${caption} [CSV](${name}.csv)\n`),
    ['| what | thesis | here | band |  |', '| --- | --- | --- | --- | --- |', ...findings.map(formatFinding)].join(
      '\n',
    ),
    `\nMeasured on ${measured.on} in ${measured.seconds} s, at a load of ${measured.load} before: ${measured.machine}.\n`,
  ];
}

function formatFinding({ what, thesis, ours, band, isWithin }: Finding): string {
  return row([what, thesis, ours, band, band === '–' ? '' : isWithin ? 'within' : '**outside**']);
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}

function headingOf({ number, title }: Figure): string {
  return `${number} ${title}`;
}

/** As GitHub makes one of a heading. */
function anchorOf(figure: Figure): string {
  return headingOf(figure)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
