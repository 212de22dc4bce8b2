// How the answer of one command is told apart in the two endless streams of a virsh session; measured on virsh 9.0.
import { randomUUID } from 'node:crypto';
import { formatVirshLine } from './virsh-quote.ts';

const prompt = 'virsh # ';

/** 64 random bits, from the ends of a UUID: Node draws many of these at once, where random bytes by themselves cost more than a command. */
function drawNonce(): string {
  const uuid = randomUUID();
  return `${uuid.slice(0, 4)}${uuid.slice(-12)}`;
}

/** The mark that ends one answer. Its nonce is drawn after anything a tenant may have named, so that no name can hold it. */
export class EndMark {
  /** What virsh prints, on both pipes. */
  readonly tag: string;
  /**
   * The line that makes virsh print it, on a line of its own: behind `cmd;` a parse error would swallow it.
   * The quotes keep the line from holding the tag, because virsh repeats every line it reads, even with -q.
   * With its prompt it must stay under 80 columns: readline scrolls a longer line sideways and repeats a part of it.
   */
  readonly line: string;

  constructor(nonce = drawNonce()) {
    this.tag = `END${nonce}`;
    const split = `E'ND${nonce}'`;
    this.line = `echo --err ${split}; echo ${split}`;
  }

  /**
   * What the command itself wrote, out of all that stdout had before the tag; undefined when that is not what virsh prints.
   * Shape: prompt, the command repeated (a long one mangled, but on one line), output, prompt, the mark's line repeated.
   */
  cutOutput(stdout: string): string | undefined {
    const repeated = `${prompt}${this.line}\n`;
    const start = stdout.indexOf('\n') + 1;
    const end = stdout.length - repeated.length;
    if (start === 0 || end < start || !stdout.startsWith(prompt) || !stdout.endsWith(repeated)) return undefined;
    return stdout.slice(start, end);
  }
}

/** Commands that are sent in one go, a mark behind each; the last of the marks ends them all. */
export class VirshBatch {
  readonly #marks: readonly EndMark[];
  /** All lines, as virsh reads them. */
  readonly text: string;
  /** What ends the last answer. */
  readonly tag: string;

  /**
   * @param commands one or more
   * @throws {TypeError} an argument has a control character
   */
  constructor(commands: readonly (readonly string[])[]) {
    this.#marks = commands.map(() => new EndMark());
    this.text = commands.map((args, index) => `${formatVirshLine(args)}\n${this.#marks[index]!.line}\n`).join('');
    this.tag = this.#marks.at(-1)!.tag;
  }

  /** The output of each command, out of all that stdout had before the tag; undefined when that is not what virsh prints. */
  cutOutputs(stdout: string): string[] | undefined {
    const outputs: string[] = [];
    let rest = stdout;
    for (const mark of this.#marks) {
      const end = mark.tag === this.tag ? rest.length : rest.indexOf(mark.tag);
      const output = end === -1 ? undefined : mark.cutOutput(rest.slice(0, end));
      if (output === undefined) return undefined;
      outputs.push(output);
      rest = rest.slice(end + mark.tag.length);
    }
    return outputs;
  }

  /** What the commands themselves wrote on stderr, out of all that it had before the tag. */
  cutErrors(stderr: string): string {
    return this.#marks.reduce((text, { tag }) => text.replace(tag, ''), stderr);
  }
}

/** Collects one pipe up to a tag. What follows the tag stays for the next one: a prompt, or word of a lost connection. */
export class TaggedPipe {
  #chunks: string[] = [];
  #tag: string | undefined;
  /** The end of what has been searched, in case the tag lies across two chunks. */
  #seam = '';
  #answer: string | undefined;

  /** All that came before the tag; undefined until the tag is here. */
  get answer(): string | undefined {
    return this.#answer;
  }

  /** All that has come and belongs to no answer yet. */
  get rest(): string {
    return this.#chunks.join('');
  }

  expect(tag: string): void {
    this.#tag = tag;
    this.#seam = '';
    this.#answer = undefined;
  }

  /** Searches only what is new, so that a long answer costs no more than its length. */
  push(chunk: string): void {
    this.#chunks.push(chunk);
    if (this.#tag === undefined) return;
    const unseen = this.#seam + chunk;
    const found = unseen.indexOf(this.#tag);
    if (found === -1) this.#seam = unseen.slice(1 - this.#tag.length);
    else this.#cut(this.#tag, this.rest.length - unseen.length + found);
  }

  #cut(tag: string, at: number): void {
    const text = this.rest;
    this.#answer = text.slice(0, at);
    this.#chunks = [text.slice(at + tag.length)];
    this.#tag = undefined;
  }
}
