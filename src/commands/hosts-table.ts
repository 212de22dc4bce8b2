import { styleText } from 'node:util';
import { counted, type Finding, type Level, listed } from '../hosts-check/finding.ts';

/** All that was found out about a host. */
export interface CheckedHost {
  readonly host: string;
  readonly findings: readonly Finding[];
}

const colours = { ok: 'green', note: 'yellow', wrong: 'red' } as const satisfies Record<Level, string>;

/** Each host with its findings below it, and in the last line how many were wrong. */
export function formatHosts(hosts: readonly CheckedHost[], hasColours: boolean): string {
  const all = hosts.flatMap(({ findings }) => findings);
  const width = Math.max(0, ...all.map(({ check }) => check.length));
  const paint = (level: Level, text: string): string =>
    hasColours ? styleText(colours[level], text, { validateStream: false }) : text;
  const lines = hosts.flatMap(({ host, findings }) => [
    host,
    ...findings.flatMap(({ check, level, text, mend }) => [
      `  ${paint(level, level.padEnd(5))}  ${check.padEnd(width)}  ${printable(text)}`,
      ...linesOf(mend).map(
        (line, index) => `${' '.repeat(width + 11)}${index === 0 ? '-> ' : '   '}${printable(line)}`,
      ),
    ]),
    '',
  ]);
  return `${[...lines, summary(hosts, all)].join('\n')}\n`;
}

const linesOf = (mend: string | undefined): string[] => (mend === undefined ? [] : mend.split('\n'));

function summary(hosts: readonly CheckedHost[], all: readonly Finding[]): string {
  const count = (wanted: Level) => all.filter(({ level }) => level === wanted).length;
  const found = [
    ...(count('wrong') === 0 ? ['nothing wrong'] : [`${count('wrong')} wrong`]),
    ...(count('note') === 0 ? [] : [counted(count('note'), 'note')]),
  ];
  return `${counted(hosts.length, 'host')}: ${listed(found)}`;
}

/** What a host says may have anything in it; a terminal is not steered by it. */
const printable = (text: string): string =>
  text.replaceAll(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
