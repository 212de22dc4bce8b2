import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

const longestAnswerMs = 120_000;

/** A program that answers each line with one line, both JSON. */
export class LineProgram {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #waiting: ((line: string | Error) => void)[] = [];
  readonly #early: string[] = [];
  #ended: Error | undefined;

  constructor([program = '', ...args]: readonly string[]) {
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout! });
    this.#lines.on('line', (line) => {
      const next = this.#waiting.shift();
      if (next === undefined) this.#early.push(line);
      else next(line);
    });
    const end = (error: Error) => {
      this.#ended = error;
      for (const next of this.#waiting.splice(0)) next(error);
    };
    this.#child.once('error', end).once('exit', (code) => end(new Error(`${program} ended with ${code}`)));
  }

  /** The next line, asked for or not. */
  async read<Answer>(): Promise<Answer> {
    const early = this.#early.shift();
    if (early !== undefined) return JSON.parse(early) as Answer;
    if (this.#ended) throw this.#ended;
    const line = await new Promise<string | Error>((resolve) => {
      const timer = setTimeout(() => resolve(new Error(`no line within ${longestAnswerMs} ms`)), longestAnswerMs);
      this.#waiting.push((given) => {
        clearTimeout(timer);
        resolve(given);
      });
    });
    if (line instanceof Error) throw line;
    return JSON.parse(line) as Answer;
  }

  async ask<Answer>(question: object): Promise<Answer> {
    this.#child.stdin?.write(`${JSON.stringify(question)}\n`);
    return this.read<Answer>();
  }

  /** Ends its input, and it with that. */
  async close(): Promise<void> {
    this.#child.stdin?.end();
    if (this.#ended) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), 2000);
      this.#child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
