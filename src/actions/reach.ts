import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from '../compute/command.ts';
import type { Domain } from '../compute/domain.ts';
import { explainUnknownOutcome } from '../compute/explain.ts';
import { Fault } from '../faults.ts';
import type { Account } from './account.ts';
import type { Setter } from './action.ts';
import { explainUnwritten } from './unwritten.ts';

const firstPollMs = 20;
const slowestPollMs = 250;

/** Whom to change, and what to. */
export interface Target<Request, Answer, State> {
  readonly action: Setter<Request, Answer, State>;
  readonly request: Request;
  readonly domain: Domain;
  readonly account: Account;
}

/** What the host applies at the end, and what is answered; where that is not what was asked, what was before has been put back. */
export interface Reached<Answer, State> {
  readonly state: State;
  readonly answer: Answer;
}

/** How far a plan got; `settled` is false where it was not to the end, and what was before has been put back. */
interface Carried<State> {
  readonly state: State;
  readonly settled: boolean;
}

/**
 * Reads, runs the plan and reads back until it has settled. What did not settle, or broke in the middle, is put back as it was. The account is
 * told before the first command, and after the last one.
 */
export async function reach<Request, Answer, State>(
  target: Target<Request, Answer, State>,
): Promise<Reached<Answer, State>> {
  const { action, request, domain, account } = target;
  const { resource, asked, takesBack = false, has } = action.allocates;
  const before = await action.read(domain, request);
  const plan = action.plan(domain, request, before);
  await account.begin({
    resource,
    asked: asked(request),
    takesBack,
    before: has(before),
    isThere: plan.length === 0,
    domain,
  });
  let carried: Carried<State>;
  let answer: Answer;
  try {
    carried = await carryOut(target, plan, before);
    answer = action.answer(request, carried.state, carried.settled);
  } catch (error) {
    // The first failure says more than one that follows from it.
    const end = { outcome: 'failure', after: undefined, reason: reasonOf(error) } as const;
    await account.end(end).catch(() => account.endLater?.(end));
    throw error;
  }
  const { state, settled } = carried;
  const failed = !settled || (action.failed?.(request, state) ?? false);
  try {
    await account.end({
      outcome: failed ? 'failure' : 'success',
      after: has(state),
      reason: failed ? notApplied : undefined,
    });
  } catch (error) {
    // Nobody will know of it, so it must not stay.
    const isPutBack = await putBack(target, before, state).then(
      () => true,
      () => false,
    );
    if (isPutBack) account.endLater?.({ outcome: 'failure', after: has(before), reason: unwritten });
    throw explainUnwritten(error, isPutBack);
  }
  return { state, answer };
}

const unwritten = 'The change could not be written down in time; what was before was put back.';
const notApplied = 'The host or the guest did not apply it; what was before was put back.';

/** What the history says; only a fault's message is for others than the operator. */
const reasonOf = (error: unknown): string =>
  error instanceof Fault ? error.message : 'Something unexpected happened; the log has it under the request id.';

async function carryOut<Request, Answer, State>(
  target: Target<Request, Answer, State>,
  plan: readonly Command[],
  before: State,
): Promise<Carried<State>> {
  let after: Carried<State>;
  try {
    const output = await runAll(target.domain, plan);
    const told = output === undefined ? undefined : target.action.told?.(output, before);
    after = await readUntilSettled(target, told);
  } catch (error) {
    return { state: await takeStock(target, before, error), settled: true };
  }
  if (after.settled) return after;
  await putBack(target, before, after.state);
  return { state: await readBack(target), settled: false };
}

/**
 * After a failure in the middle: what has happened is unknown until it is read. Either all is as asked after all, or it is put back and
 * the failure stands.
 */
async function takeStock<Request, Answer, State>(
  target: Target<Request, Answer, State>,
  before: State,
  failure: unknown,
): Promise<State> {
  try {
    const state = await readBack(target);
    if (isReached(target, state)) return state;
    await putBack(target, before, state);
  } catch {
    // The first failure says more than one that follows from it.
  }
  throw explainUnknownOutcome(failure, target.domain.uuid);
}

/** @param told what is known already of what there is; undefined for nothing */
async function readUntilSettled<Request, Answer, State>(
  target: Target<Request, Answer, State>,
  told: State | undefined,
): Promise<Carried<State>> {
  const { action, request, domain } = target;
  const dueAt = performance.now() + domain.host.settings.balloonTimeoutMs;
  let known = told;
  for (let pauseMs = firstPollMs; ; pauseMs = Math.min(pauseMs * 1.5, slowestPollMs)) {
    const leftMs = dueAt - performance.now();
    const state = known === undefined ? await readBack(target) : known;
    known = undefined;
    if (action.settled?.(request, state) ?? true) return { state, settled: true };
    if (leftMs <= 0) return { state, settled: false };
    await sleep(Math.min(pauseMs, leftMs));
  }
}

/** An action that does not say what settled means is where it should be when nothing is left to plan. */
const isReached = <Request, Answer, State>(
  { action, request, domain }: Target<Request, Answer, State>,
  state: State,
): boolean => action.settled?.(request, state) ?? action.plan(domain, request, state).length === 0;

const putBack = <Request, Answer, State>(
  { action, domain }: Target<Request, Answer, State>,
  before: State,
  state: State,
): Promise<unknown> => runAll(domain, action.revert?.(domain, before, state) ?? []);

const readBack = <Request, Answer, State>({
  action,
  request,
  domain,
}: Target<Request, Answer, State>): Promise<State> => action.readBack?.(domain) ?? action.read(domain, request);

/** What the last of them prints; undefined of none. */
async function runAll(domain: Domain, commands: readonly Command[]): Promise<string | undefined> {
  let output: string | undefined;
  for (const command of commands) output = await domain.host.run(command);
  return output;
}
