import type { Answer } from './output/answer.ts';
import { type Form, formatAnswer } from './output/print.ts';

/** Rounds without end: Ctrl-C is how to leave. */
export interface Watched {
  readonly periodMs: number;
  /** Looks once, and tells the errors of that round apart from its answer. */
  look(): Promise<{ answer: Answer; errors: readonly string[] }>;
}

/**
 * Looks again and again and prints each answer: on a terminal in the place of the last one, elsewhere after it. Ends only if the first
 * look finds nothing but errors; later ones may be over by the next round.
 * @returns false if it ended so
 */
export async function watch({ periodMs, look }: Watched, form: Form): Promise<boolean> {
  for (let round = 0, height = 0; ; round++) {
    const dueAt = Date.now() + periodMs;
    const { answer, errors } = await look();
    if (round === 0 && errors.length > 0 && errors.length >= answer.rows.length) {
      process.stderr.write(errors.map((error) => `${error}\n`).join(''));
      return false;
    }
    const text = await formatAnswer(answer, { ...form, round });
    const isTable = form.format === 'table' && process.stdout.isTTY;
    process.stdout.write(isTable && height > 0 ? `\u001b[${height}A\u001b[J${text}` : text);
    // What stderr gets on the same terminal would be painted over; the rows have the errors too.
    if (!isTable || round === 0) process.stderr.write(errors.map((error) => `${error}\n`).join(''));
    height = isTable ? text.split('\n').length - 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - Date.now())));
  }
}
