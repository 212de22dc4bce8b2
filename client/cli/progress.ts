import { printable } from './output/printable.ts';

const patienceMs = 500;
const periodMs = 500;

/** One line on a terminal that tells how far slow changes are; nothing elsewhere. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #format: (fields: Readonly<Record<string, unknown>>) => string;
  readonly #texts = new Map<string, string>();

  constructor(stream: NodeJS.WriteStream, format: (fields: Readonly<Record<string, unknown>>) => string) {
    this.#stream = stream;
    this.#format = format;
  }

  /** Runs `work`; while it lasts longer than a moment, shows what `look` finds of the server. */
  async during<Result>(
    server: string,
    look: (() => Promise<Readonly<Record<string, unknown>>>) | undefined,
    work: () => Promise<Result>,
  ): Promise<Result> {
    if (!this.#stream.isTTY || look === undefined) return work();
    const startedAt = Date.now();
    let timer = setTimeout(show, patienceMs);
    const progress = this;
    let ended = false;
    async function show(): Promise<void> {
      // What cannot be read now is no reason to disturb the change.
      const fields = await look?.().catch(() => undefined);
      if (ended) return;
      const seconds = Math.round((Date.now() - startedAt) / 1000);
      if (fields !== undefined)
        progress.#tell(server, `${printable(server)}: ${progress.#format(fields)}, ${seconds} s`);
      timer = setTimeout(show, periodMs);
    }
    try {
      return await work();
    } finally {
      ended = true;
      clearTimeout(timer);
      this.#tell(server, undefined);
    }
  }

  #tell(server: string, text: string | undefined): void {
    if (text === undefined && !this.#texts.delete(server)) return;
    if (text !== undefined) this.#texts.set(server, text);
    const line = [...this.#texts.values()].join('; ').slice(0, (this.#stream.columns || 80) - 1);
    this.#stream.write(`\r\u001b[K${line}`);
  }
}
