import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { completionScript } from '../../../client/cli/completion/completion-script.ts';
import { buildProgram } from '../../../client/cli/program.ts';
import { commands } from '../../../client/generated/commands.ts';

const run = promisify(execFile);

/** Calls what the script names for novatune as bash calls it, then reads what it offers as bash reads a line. */
const caller = `
source "$FOLDER/script"
_novatune novatune "$TEXT" ''
printf '%s\\0' "\${COMPREPLY[@]}" > "$FOLDER/offered"
[[ -z $HEAD$COMPREPLY ]] || { eval "words=($HEAD\${COMPREPLY[0]}$TAIL)"; printf '%s\\0' "\${words[@]}" > "$FOLDER/read"; }
`;

export interface Completed {
  /** What is offered, as it is written. */
  readonly offered: readonly string[];
  /** The line with the first offer, read by bash. */
  readonly words: readonly string[];
  readonly stderr: string;
  /** What `novatune` was called with, to list the servers. */
  readonly calls: readonly string[];
}

export interface CompletedOptions {
  readonly names?: readonly string[];
  /** The program in the place of `novatune`, after the call was noted. */
  readonly novatune?: string;
  readonly traits?: typeof commands;
}

/** Completes a line in a real bash. */
export async function complete(line: string, options: CompletedOptions = {}): Promise<Completed> {
  const { names = [], novatune = 'cat "$FOLDER/names"', traits = commands } = options;
  const folder = await mkdtemp(join(tmpdir(), 'novatune-completion-'));
  try {
    await writeFile(join(folder, 'script'), completionScript(buildProgram(traits, {}), 'bash'));
    await writeFile(join(folder, 'names'), names.map((name) => `${name}\n`).join(''));
    const program = `#!/bin/bash\nprintf '%s ' "$@" >> "$FOLDER/calls"\necho >> "$FOLDER/calls"\n${novatune}\n`;
    await writeFile(join(folder, 'novatune'), program, { mode: 0o755 });
    const env = {
      ...readlineOf(line),
      FOLDER: folder,
      PATH: `${folder}:/usr/bin:/bin`,
      HOME: '/home/me',
      LC_ALL: 'C.UTF-8',
    };
    const { stderr } = await run('bash', ['--norc', '-c', caller], { env, cwd: folder, timeout: 10_000 });
    const read = async (file: string): Promise<string> => readFile(join(folder, file), 'utf8').catch((): string => '');
    const split = (text: string, by: string): string[] => text.split(by).slice(0, -1).filter(Boolean);
    if (existsSync(join(folder, 'touched'))) throw new Error('a name was run');
    return {
      offered: split(await read('offered'), '\0'),
      words: split(await read('read'), '\0'),
      calls: split(await read('calls'), '\n').map((call) => call.trim()),
      stderr,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How readline divides the line: what it puts an offer in the place of is behind an open quote or a word break. */
function readlineOf(line: string): Record<string, string> {
  let [start, open] = [0, ''];
  for (const { 0: part, index } of line.matchAll(/\\.|./gs)) {
    if (open === '' ? /[\s=:<>]/.test(part) && part.length === 1 : part === open) [start, open] = [index + 1, ''];
    else if (open === '' && /^['"]$/.test(part)) [start, open] = [index + 1, part];
  }
  return {
    COMP_LINE: line,
    COMP_POINT: String(line.length),
    HEAD: line.slice(0, start),
    TEXT: line.slice(start),
    TAIL: open,
  };
}
