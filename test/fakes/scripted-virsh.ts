import { type ScriptedProgram, ScriptedTransport } from './scripted-transport.ts';

/** What one command prints. `silent`: it never ends. */
export interface ScriptedAnswer {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly silent?: boolean;
}

export interface ScriptedVirshOptions {
  /** How output is cut into chunks; default: in one piece. */
  readonly split?: (text: string) => string[];
}

/** A transport whose programs print what an interactive `virsh -q` 9.0 does: it repeats every line behind its prompt, a long one mangled. */
export class ScriptedVirsh extends ScriptedTransport {
  /** Every command line of every session, in the order in which they were sent. */
  readonly commands: string[] = [];
  readonly #answer: (line: string) => ScriptedAnswer;
  readonly #split: (text: string) => string[];

  constructor(answer: (line: string) => ScriptedAnswer, { split = (text) => [text] }: ScriptedVirshOptions = {}) {
    super((program) => this.#begin(program));
    this.#answer = answer;
    this.#split = split;
  }

  #begin(program: ScriptedProgram): void {
    const session = { stuck: false };
    program.stdout('virsh # ');
    program.onLine = (line) => {
      const mark = /^echo --err (\S+); echo (\S+)$/.exec(line);
      if (!mark) this.commands.push(line);
      if (!session.stuck) this.#reply(program, session, line, mark?.[2]?.replaceAll("'", ''));
    };
  }

  #reply(program: ScriptedProgram, session: { stuck: boolean }, line: string, tag: string | undefined): void {
    const { stdout = '', stderr = '', silent } = tag ? { stdout: tag, stderr: `error: ${tag}\n` } : this.#answer(line);
    const repeated = `virsh # ${line}`.length < 80 ? `${line}\n` : `\r<${line.slice(-50)}\n`;
    session.stuck = silent === true;
    for (const chunk of this.#split(silent ? repeated : `${repeated}${stdout}virsh # `)) program.stdout(chunk);
    for (const chunk of this.#split(stderr)) program.stderr(chunk);
  }
}
