import type { Argv } from '../../src/transport/transport.ts';

/** What an ssh transport asks a host's shell for. */
export type ShellOrder =
  | { readonly kind: 'run'; readonly argv: Argv; readonly wantsPid: boolean }
  | { readonly kind: 'kill'; readonly pid: number };

/**
 * Reads a line as a POSIX shell would, as far as an ssh transport writes them.
 * @throws {Error} any other line: a fake refuses what it does not know
 */
export function readShellLine(line: string): ShellOrder {
  const pid = /^kill -(?:KILL|TERM) -(\d+)$/.exec(line)?.[1];
  if (pid !== undefined) return { kind: 'kill', pid: Number(pid) };
  const [, wantsPid, command = ''] = /^(echo \$\$; )?exec env LC_ALL=C PATH=\S+ (.+)$/s.exec(line) ?? [];
  const [program, ...args] = withoutTimeLimit(splitWords(command));
  if (program === undefined) throw new Error(`the shell does not know ${line}`);
  return { kind: 'run', argv: [program, ...args], wantsPid: wantsPid !== undefined };
}

function withoutTimeLimit(words: string[]): string[] {
  const start = words[0] === 'timeout' ? words.findIndex((word) => /^\d+$/.test(word) && Number(word) > 0) + 1 : 0;
  return words.slice(start);
}

const splitWords = (command: string): string[] =>
  [...command.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|\\(.)/g, (_whole, quoted?: string, escaped?: string) => quoted ?? escaped ?? ''),
  );
