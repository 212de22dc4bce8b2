import { setTimeout as sleep } from 'node:timers/promises';
import type { Fields } from '../answer-shape.ts';
import { isScreen } from './output/colour.ts';
import { printable } from './output/printable.ts';

const patienceMs = 500;
const periodMs = 500;

/** One line on a terminal that tells how far slow changes are; nothing elsewhere. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #format: (fields: Fields) => string;
  readonly #texts = new Map<string, string>();

  constructor(stream: NodeJS.WriteStream, format: (fields: Fields) => string) {
    this.#stream = stream;
    this.#format = format;
  }

  /** Runs `work`; while it lasts longer than a moment, shows what `look` finds of the server. */
  async during<Result>(
    server: string,
    look: (signal: AbortSignal) => Promise<Fields> | undefined,
    work: () => Promise<Result>,
  ): Promise<Result> {
    if (!isScreen(this.#stream)) return work();
    const ended = new AbortController();
    const shown = this.#show(server, look, ended.signal);
    try {
      return await work();
    } finally {
      ended.abort();
      await shown;
      this.#tell(server, undefined);
    }
  }

  async #show(
    server: string,
    look: (signal: AbortSignal) => Promise<Fields> | undefined,
    ended: AbortSignal,
  ): Promise<void> {
    const startedAt = Date.now();
    for (let waitMs = patienceMs; await hasPassed(waitMs, ended); waitMs = periodMs) {
      // What cannot be read now is no reason to disturb the change.
      const fields = await look(ended)?.catch(() => undefined);
      if (fields === undefined || ended.aborted) continue;
      const seconds = Math.round((Date.now() - startedAt) / 1000);
      this.#tell(server, `${printable(server)}: ${this.#format(fields)}, ${seconds} s`);
    }
  }

  #tell(server: string, text: string | undefined): void {
    if (text === undefined && !this.#texts.delete(server)) return;
    if (text !== undefined) this.#texts.set(server, text);
    const line = [...this.#texts.values()].join('; ').slice(0, (this.#stream.columns || 80) - 1);
    this.#stream.write(`\r\u001b[K${line}`);
  }
}

/** Waits; false if `signal` ended it. */
const hasPassed = (ms: number, signal: AbortSignal): Promise<boolean> => sleep(ms, true, { signal }).catch(() => false);
