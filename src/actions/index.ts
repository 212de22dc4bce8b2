import type { Server } from '../inventory/server.ts';
import type { Action, ActionName, Actions, AnswerOf, Outcome, RequestOf } from './action.ts';
import { cpuActions } from './cpu.ts';
import { diskActions } from './disk.ts';
import { memoryActions } from './memory.ts';
import { networkActions } from './network.ts';
import { performAction } from './perform.ts';
import { softLimitActions } from './soft-limit.ts';

export type { ActionName, AnswerOf, Outcome, RequestOf } from './action.ts';

/** Every action of openapi.yaml; leaving one out does not compile. */
export const actions: Actions<ActionName> = {
  ...softLimitActions,
  ...memoryActions,
  ...cpuActions,
  ...diskActions,
  ...networkActions,
};

/** Carries out the action of that name; see `performAction`. */
export function perform<Name extends ActionName>(
  name: Name,
  request: RequestOf<Name>,
  server: Server,
): Promise<Outcome<AnswerOf<Name>>> {
  const action: Action<RequestOf<Name>, AnswerOf<Name>> = actions[name];
  return performAction(name, action, request, server);
}
