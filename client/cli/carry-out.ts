import type { CommandTraits } from '../action-table.ts';
import type { ActionName } from '../actions.ts';
import type { Fields } from '../answer-shape.ts';
import { CloudError } from '../cloud-error.ts';
import type { Cloud } from '../connect.ts';
import type { Target } from './find-targets.ts';
import { Interruption, interruption } from './interruption.ts';
import type { Progress } from './progress.ts';

/** A command's action, and those that read and change the same. */
export interface ActionFamily {
  readonly traits: CommandTraits;
  readonly getter?: CommandTraits;
  /** The action that sets the same; this one, if it does. */
  readonly setter?: CommandTraits;
  /** The action that takes the same away; this one, if it does. */
  readonly resetter?: CommandTraits;
}

/** What became of a command on one server. */
export interface Outcome {
  readonly target: Target;
  /** What the server has now, and what the action answered, as far as it is known. */
  readonly fields: Fields;
  /** What it had before the change. */
  readonly before?: Fields;
  /** Whether the server was changed. */
  readonly effect: 'none' | 'made' | 'unknown';
  readonly error?: unknown;
}

/** A command with its value for one server. */
export interface Task {
  readonly family: ActionFamily;
  readonly target: Target;
  readonly value: unknown;
  /** Nothing is changed unless it is known what there was before. */
  readonly mustKnowBefore: boolean;
}

/** Carries a command out on one server. Failures are part of the outcome. */
export async function carryOut(cloud: Cloud, task: Task, progress: Progress): Promise<Outcome> {
  const { family, target, value } = task;
  const nothing = { target, fields: {}, effect: 'none' } as const;
  if (target.error !== undefined) return { ...nothing, error: target.error };
  if (interruption.aborted) return { ...nothing, error: new Interruption('it was not tried', 0) };
  if (!family.traits.reads) return change(cloud, task, progress);
  try {
    return { ...nothing, fields: await run(cloud, target, family.traits, value) };
  } catch (error) {
    return { ...nothing, error };
  }
}

async function change(cloud: Cloud, task: Task, progress: Progress): Promise<Outcome> {
  const { family, target, value, mustKnowBefore } = task;
  const { traits, getter } = family;
  const read = (signal?: AbortSignal): Promise<Fields> | undefined =>
    getter && run(cloud, target, getter, null, signal);
  let before: Fields | undefined;
  try {
    before = await read();
  } catch (error) {
    // Whoever may not read, or reads in vain, hears of the change itself what is wrong with it.
    if (mustKnowBefore || !isRefusal(error)) return { target, fields: {}, effect: 'none', error };
  }
  const known = { target, ...(before && { before }) };

  let answer: Fields;
  try {
    answer = await progress.during(target.label, read, () => run(cloud, target, traits, value));
  } catch (error) {
    return { ...known, fields: {}, effect: mayHaveChanged(error) ? 'unknown' : 'none', error: withDoubt(error) };
  }
  const isDone = !('success' in answer) || answer.success === 1 || answer.success === true;
  const effect = isDone ? 'made' : 'none';
  const error = isDone ? {} : { error: new NotDone() };
  try {
    const now = getter && !tellsAll(answer, getter) ? await read() : {};
    return { ...known, fields: { ...answer, ...now }, effect, ...error };
  } catch (failure) {
    return { ...known, fields: answer, effect, error: isDone ? readBackFailed(failure) : new NotDone() };
  }
}

async function run(
  cloud: Cloud,
  { id, server }: Target,
  { action }: CommandTraits,
  value: unknown,
  signal?: AbortSignal,
): Promise<Fields> {
  // An id that the service itself has told is never taken for a name: anybody may name a server so.
  const options = { byId: server !== undefined, ...(signal && { signal }) };
  // The names come from the table that the types come from.
  return (await cloud.runAction(id, action as ActionName, value as never, options)) as Fields;
}

/** The answer of a setter that says what the server has now spares the question. */
const tellsAll = (answer: Fields, getter: CommandTraits): boolean =>
  Object.keys(getter.answer).every((field) => Object.hasOwn(answer, field));

/** The service itself said no, and will say why of the change as well. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof CloudError) || error.fault === 'badAnswer' || error.status === undefined) return false;
  return (error.status >= 400 && error.status < 500) || error.status === 501;
}

const mayHaveChanged = (error: unknown): boolean =>
  error instanceof Interruption || (error instanceof CloudError && error.isOutcomeUnknown);

const withDoubt = (error: unknown): unknown =>
  error instanceof Interruption
    ? new Interruption('interrupted; whether the change was made is unknown, read it back', error.exitStatus)
    : error;

function readBackFailed(failure: unknown): unknown {
  const text = `it was changed, but what it has now could not be read: ${(failure as Error).message}`;
  if (!(failure instanceof CloudError)) return new Error(text, { cause: failure });
  const { fault, status, requestId } = failure;
  return new CloudError(fault, text, { ...(status && { status }), ...(requestId && { requestId }), cause: failure });
}

/** A change that the host gave up: the answer is `{"success": 0}`. */
class NotDone extends Error {
  override readonly name = 'NotDone';

  constructor() {
    super('it was not done, and what there was before is there again');
  }
}
