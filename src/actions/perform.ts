import { explain } from '../compute/explain.ts';
import { Fault } from '../faults.ts';
import type { Server } from '../inventory/server.ts';
import { CommandFailed } from '../transport/transport.ts';
import { ms } from '../units.ts';
import type { Action, Getter, Outcome } from './action.ts';
import { reach, type Target } from './reach.ts';

/**
 * Carries an action out on a running server and answers what its host reports at the end.
 * @throws {Fault} serverNotRunning; hostUnavailable: no answer, or none in time; and what the action itself throws
 */
export async function performAction<Request, Answer, State>(
  name: string,
  action: Action<Request, Answer, State>,
  request: Request,
  server: Server,
): Promise<Outcome<Answer>> {
  if (server.state !== 'active' && server.state !== 'paused') {
    const refusal = `Cannot '${name}' instance ${server.id} while it is in vm_state ${server.state}`;
    throw new Fault('serverNotRunning', refusal);
  }
  const { domain } = server;
  try {
    return await ('plan' in action ? change({ action, request, domain }) : look(action, server));
  } catch (error) {
    throw explain(error, server.id);
  }
}

/** Waits for nobody: a balloon that moves holds up no one who only looks. */
async function look<Answer, State>(action: Getter<Answer, State>, { domain }: Server): Promise<Outcome<Answer>> {
  return { answer: action.answer(await action.read(domain)), warnings: [] };
}

async function change<Request, Answer, State>(target: Target<Request, Answer, State>): Promise<Outcome<Answer>> {
  const { action, request, domain } = target;
  const { changes, settings } = domain.host;
  const key = action.scope === 'host' ? 'host' : domain.uuid;
  const waitMs = ms(settings.commandTimeoutMs + settings.balloonTimeoutMs);
  const { state, settled } = await changes.run(key, waitMs, () => reach(target));
  return { answer: action.answer(request, state, settled), warnings: await findWarnings(target, state) };
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
