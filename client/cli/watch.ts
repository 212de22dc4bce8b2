import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './output/answer.ts';
import { isScreen } from './output/colour.ts';
import { type Form, formatAnswer } from './output/print.ts';

/** One look. */
export interface Round {
  readonly answer: Answer;
  /** Lines that tell the errors of the rows. */
  readonly errors: readonly string[];
}

/** Rounds without end, one after the other. */
export interface Watched {
  readonly periodMs: number;
  look(): Promise<Round>;
  /** A line to stand under each table that takes the whole screen, which wipes what was said before. */
  readonly note?: string | undefined;
  /** Ends the rounds: at once between two, else when the look that is under way is over, of which nothing is printed then. */
  readonly signal?: AbortSignal;
}

/** To the first column of the first line, and nothing left on the screen. @see man 4 console_codes, ECMA-48 CSI sequences */
const clearScreen = '\u001b[H\u001b[2J';

/**
 * Looks again and again and prints each answer: a table on a terminal in the place of the last one, all else after it. Ends by its signal, or
 * if the first look finds nothing but errors; later ones may be over by the next round.
 * @returns false if it ended so
 */
export async function watch({ periodMs, look, note = '', signal }: Watched, form: Form): Promise<boolean> {
  const stream = form.stream ?? process.stdout;
  const redraws = form.format === 'table' && isScreen(stream);
  for (let round = 0; ; round++) {
    const dueAt = Date.now() + periodMs;
    const { answer, errors } = await look();
    if (signal?.aborted) return true;
    const isInVain = round === 0 && errors.length > 0 && errors.length >= answer.rows.length;
    if (!isInVain)
      stream.write(redraws ? await drawScreen(answer, form) : await formatAnswer(answer, { ...form, round }));
    process.stderr.write(`${redraws ? note : ''}${errors.map((error) => `${error}\n`).join('')}`);
    if (isInVain) return false;
    // Rejects only because of the signal.
    await sleep(Math.max(0, dueAt - Date.now()), undefined, signal && { signal }).catch(() => undefined);
    if (signal?.aborted) return true;
  }
}

/** One screen: the time above the table, which then needs no column of it unless somebody chose that. */
async function drawScreen(answer: Answer, form: Form): Promise<string> {
  const columns = form.columns.length > 0 ? answer.columns : answer.columns.filter(({ key }) => key !== 'time');
  const time = answer.rows[0]?.time ?? new Date().toISOString();
  return `${clearScreen}${time}\n${await formatAnswer({ ...answer, columns }, form)}`;
}
