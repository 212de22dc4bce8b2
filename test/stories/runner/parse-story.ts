/** What a command printed, line by line, and how it ended. */
export interface Outcome {
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly exitStatus: number;
}

/** A command of a story, and what it must do. */
export interface Step {
  /** Where the command stands in the story's file, counted from 1. */
  readonly line: number;
  readonly command: string;
  readonly expected: Outcome;
}

export interface Story {
  readonly name: string;
  readonly title: string;
  /** `lab`, or a program. */
  readonly needs: readonly string[];
  readonly steps: readonly Step[];
}

/** A line of a story that cannot stand where it does. */
export class StoryError extends Error {
  constructor(name: string, line: number, problem: string) {
    super(`test/stories/${name}.txt:${line}: ${problem}`);
  }
}

const isComment = (line: string): boolean => /^#( |$)/.test(line);
const isCommand = (line: string): boolean => line.startsWith('$ ');

/**
 * Reads a story: a shell session as text, nothing of it indented.
 *
 *     # The first comment is the title.
 *     needs: lab
 *
 *     $ printf '%s\n' one '' three
 *     > cat missing
 *     one
 *
 *     three
 *     2> cat: missing: ...
 *     [1]
 *
 *     # A comment stands before the first command, or after a blank line.
 *     $ true
 *
 * - `$ ` is a command for bash, `> ` right below goes on with it. All of a story's commands run in one shell, one after the other.
 * - What follows is stdout; behind `2> ` stderr; last, `[N]` is an exit status other than 0. Output goes on until the next `$ `, or until
 *   a blank line with a comment, a command or the story's end behind it. That one blank line separates; every other one is output.
 * - `...` inside a line is any text of that line; a line of only `...`, or `2> ...`, is any number of lines.
 * - ` (no-eol)` stands behind the last line of an output that does not end with a newline.
 * - `needs: lab` is for what only real guests do; `needs: zsh` for a program that not every machine has.
 */
export function parseStory(name: string, text: string): Story {
  const lines = text.split('\n');
  const steps: Step[] = [];
  const needs: string[] = [];
  let title: string | undefined;
  for (let index = 0; index < lines.length; ) {
    const line = lines[index]!;
    if (isCommand(line)) {
      const end = endOfStep(lines, index);
      steps.push(parseStep(name, index + 1, lines.slice(index, end)));
      index = end;
      continue;
    }
    const needed = /^needs: (.+)$/.exec(line)?.[1];
    if (needed !== undefined && steps.length === 0) needs.push(...needed.split(' '));
    else if (isComment(line)) title ??= line.slice(2);
    else if (line !== '') throw new StoryError(name, index + 1, `output without a command: ${line}`);
    index += 1;
  }
  if (title === undefined) throw new StoryError(name, 1, 'it has no title, which is its first comment');
  if (steps.length === 0) throw new StoryError(name, 1, 'it has no command');
  return { name, title, needs, steps };
}

/** The index behind the last line of the command that begins at `start`, blank lines included. */
function endOfStep(lines: readonly string[], start: number): number {
  const end = lines.findIndex(
    (line, index) => index > start && (isCommand(line) || (isComment(line) && lines[index - 1] === '')),
  );
  return end === -1 ? lines.length : end;
}

function parseStep(name: string, line: number, [first = '', ...rest]: readonly string[]): Step {
  if (rest.at(-1) === '') rest.pop();
  const found = rest.findIndex((text) => !/^>( |$)/.test(text));
  const continued = found === -1 ? rest.length : found;
  const command = [first, ...rest.slice(0, continued)].map((text) => text.slice(2)).join('\n');
  const stdout: string[] = [];
  const stderr: string[] = [];
  let exitStatus: number | undefined;
  for (const [index, text] of rest.slice(continued).entries()) {
    if (exitStatus !== undefined) {
      throw new StoryError(name, line + continued + index + 1, `the exit status [${exitStatus}] comes last`);
    }
    const status = /^\[(\d+)\]$/.exec(text)?.[1];
    if (status !== undefined) exitStatus = Number(status);
    else if (/^2>( |$)/.test(text)) stderr.push(text.slice(3));
    else stdout.push(text);
  }
  return { line, command, expected: { stdout, stderr, exitStatus: exitStatus ?? 0 } };
}

/** Output as a story writes it: lines, the last one marked if it has no newline. */
export function linesOf(output: string): string[] {
  if (output === '') return [];
  return output.endsWith('\n') ? output.slice(0, -1).split('\n') : `${output} (no-eol)`.split('\n');
}
