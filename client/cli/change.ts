import type { CommandTraits } from '../action-table.ts';
import type { ActionName } from '../actions.ts';
import { CloudError } from '../cloud-error.ts';
import type { Cloud } from '../connect.ts';
import type { Progress } from './progress.ts';
import type { Target } from './server-choice.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** What became of a command on one server. */
export interface Outcome {
  readonly target: Target;
  /** What the server has now, and what the action answered; empty where it failed at once. */
  readonly fields: Fields;
  /** What it had before the change. */
  readonly before?: Fields;
  readonly error?: unknown;
}

/** A command's action, and those that read and change the same. */
export interface Work {
  readonly traits: CommandTraits;
  readonly getter?: CommandTraits;
  /** The action that sets the same; this one, if it does. */
  readonly setter?: CommandTraits;
  /** The action that takes the same away. */
  readonly resetter?: CommandTraits;
}

/** Carries a command out on one server. Failures are part of the outcome. */
export async function carryOut(
  cloud: Cloud,
  { traits, getter }: Work,
  target: Target,
  value: unknown,
  progress: Progress,
): Promise<Outcome> {
  if (target.error !== undefined) return { target, fields: {}, error: target.error };
  const run = async ({ action }: CommandTraits, argument: unknown): Promise<Fields> =>
    // The names come from the table that the types come from.
    (await cloud.runAction(target.id, action as ActionName, argument as never)) as Fields;

  let before: Fields | undefined;
  let answer: Fields = {};
  try {
    before = getter && (await run(getter, null).catch(unlessRefused));
    const watched = getter && (() => run(getter, null));
    answer = await progress.during(target.label, traits.takesValue ? watched : undefined, () => run(traits, value));
    const now = getter && !tellsAll(answer, getter) ? await run(getter, null) : {};
    const fields = { ...now, ...answer };
    if (isRefusal(answer)) throw new NotDone(fields, 'it was not done, and what there was before is there again');
    return { target, fields, ...(before && { before }) };
  } catch (error) {
    const fields = error instanceof NotDone ? error.fields : answer;
    return { target, fields, ...(before && { before }), error };
  }
}

/** The answer of a setter that says what the server has now spares the question. */
const tellsAll = (answer: Fields, getter: CommandTraits): boolean =>
  Object.keys(getter.answer).every((field) => field in answer);

/** `{"success": 0}`: the host did not make the change, and put back what there was. */
const isRefusal = ({ success }: Fields): boolean => success === 0 || success === false;

/** Whoever may not read, or reads in vain, hears of the change itself what is wrong with it. */
function unlessRefused(error: unknown): undefined {
  if (!wasRefused(error)) throw error;
}

/** The service said no, so that nothing has changed; otherwise nobody knows. */
export const wasRefused = (error: unknown): boolean =>
  error instanceof NotDone ||
  (error instanceof CloudError && error.status !== undefined && (error.status < 500 || error.status === 501));

/** A change that the host gave up. */
class NotDone extends Error {
  override readonly name = 'NotDone';
  readonly fields: Fields;

  constructor(fields: Fields, message: string) {
    super(message);
    this.fields = fields;
  }
}
