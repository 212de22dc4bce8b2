import type { Domain } from '../compute/domain.ts';
import { explain } from '../compute/explain.ts';
import { turnWaitMs } from '../compute/settings.ts';
import { Fault } from '../faults.ts';
import type { Server } from '../inventory/server.ts';
import { isUp } from '../inventory/vm-state.ts';
import { CommandFailed } from '../transport/transport.ts';
import type { Account } from './account.ts';
import type { Action, Getter, Outcome } from './action.ts';
import { reach, type Target } from './reach.ts';

/**
 * Carries an action out on a running server and answers what its host reports at the end. A change is told to the account.
 * @throws {Fault} serverNotRunning; serverBusy; hostUnavailable: no answer, or none in time; and what the action itself throws
 */
export async function performAction<Request, Answer, State>(
  name: string,
  action: Action<Request, Answer, State>,
  request: Request,
  server: Server,
  account: Account,
): Promise<Outcome<Answer>> {
  const tryOn = (on: Server) => performOn(name, action, request, on, account);
  try {
    return await tryOn(server);
  } catch (error) {
    if (!isGone(error)) throw error;
    const now = await server.askAgain?.();
    if (now === undefined) throw error;
    return await tryOn(now).catch((again) => {
      throw isGone(again) ? explainAbsence(name, now, again) : again;
    });
  }
}

async function performOn<Request, Answer, State>(
  name: string,
  action: Action<Request, Answer, State>,
  request: Request,
  server: Server,
  account: Account,
): Promise<Outcome<Answer>> {
  checkState(name, server);
  if ('plan' in action) checkTask(name, server);
  try {
    const domain = await server.getDomain();
    return await ('plan' in action ? change({ action, request, domain, account }) : look(action, domain));
  } catch (error) {
    throw explain(error, server.id);
  }
}

/** In Nova's order: first the state, then the task. @see nova/compute/api.py check_instance_state */
function checkState(name: string, { id, state }: Server): void {
  if (isUp(state)) return;
  throw new Fault('serverNotRunning', `Cannot '${name}' instance ${id} while it is in vm_state ${state}`);
}

/**
 * What changes a server waits until Nova is done with it; what only looks needs no more than its domain.
 * @throws {Fault} serverBusy
 */
export function checkTask(name: string, server: Server): void {
  if (server.taskState !== undefined) throw busy(name, server);
}

const busy = (name: string, { id, taskState }: Server, options?: ErrorOptions): Fault =>
  new Fault('serverBusy', `Cannot '${name}' instance ${id} while it is in task_state ${taskState}`, options);

const isGone = (error: unknown): boolean => error instanceof Fault && error.kind === 'serverNotFound';

/** Nova has it, but not where it says: on its way to another host, most likely. */
function explainAbsence(name: string, server: Server, cause: unknown): Fault {
  if (server.taskState !== undefined) return busy(name, server, { cause });
  const message = `Instance ${server.id} is not on the host that Nova has it on; try again later.`;
  return new Fault('hostUnavailable', message, { cause });
}

/** Waits for nobody: a balloon that moves holds up no one who only looks. */
async function look<Answer, State>(action: Getter<Answer, State>, domain: Domain): Promise<Outcome<Answer>> {
  return { answer: action.answer(await action.read(domain)), warnings: [] };
}

/**
 * Carries a change out on a domain, whatever its server's state.
 * @throws {Fault} hostUnavailable; and what the action itself throws
 */
export async function change<Request, Answer, State>(target: Target<Request, Answer, State>): Promise<Outcome<Answer>> {
  const { action, domain, account } = target;
  const { name, changes, settings } = domain.host;
  const waitMs = turnWaitMs(settings);
  const made = () => account.during(name, waitMs, () => reach(target));
  // What is asked of a server has one version, whatever it is asked of; so a change of the host's tree has the server's turn as well.
  const { state, answer } = await changes.run(domain.uuid, waitMs, () =>
    action.scope === 'host' ? changes.run('host', waitMs, made) : made(),
  );
  return { answer, warnings: await findWarnings(target, state) };
}

/** The change is made by now: that nothing more can be told of it does not make it a failure. */
async function findWarnings<Request, Answer, State>(
  { action, request, domain }: Target<Request, Answer, State>,
  state: State,
): Promise<readonly string[]> {
  try {
    return (await action.warnings?.(domain, request, state)) ?? [];
  } catch (error) {
    if (error instanceof CommandFailed || error instanceof Fault) {
      return ['The change was made, but whether it has its full effect could not be checked.'];
    }
    throw error;
  }
}
