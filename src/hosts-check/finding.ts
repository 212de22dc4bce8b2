// hosts-check/ looks at a compute host and says what novatune would miss there. It reads and changes nothing. It imports compute/ and transport/.
// Start here; check-host.ts has the checks in their order.

/** `note`: it works, but something has no effect, or is not as one may expect. `wrong`: novatune refuses something there, or all. */
export type Level = 'ok' | 'note' | 'wrong';

/** One sentence about a host and, unless all is well, one on how to mend it. */
export interface Verdict {
  readonly level: Level;
  readonly text: string;
  /** What is to be copied may stand on lines of its own. */
  readonly mend?: string;
}

/** A verdict, and the check that it comes from. */
export interface Finding extends Verdict {
  readonly check: string;
}

export const ok = (text: string): Verdict => ({ level: 'ok', text });
export const note = (text: string, mend: string): Verdict => ({ level: 'note', text, mend });
export const wrong = (text: string, mend: string): Verdict => ({ level: 'wrong', text, mend });

/** Several things as a sentence has them: `a, b and c`. */
export function listed(things: readonly string[]): string {
  const last = things.at(-1) ?? '';
  return things.length < 2 ? last : `${things.slice(0, -1).join(', ')} and ${last}`;
}

export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
