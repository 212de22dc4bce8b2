import type { LeastRole } from '../identity/default-rules.ts';
import type { Server } from '../inventory/server.ts';
import { type Account, unaccounted } from './account.ts';
import type { Action, ActionName, Actions, AnswerOf, Outcome, RequestOf, ResourceActionName } from './action.ts';
import { cpuActions } from './cpu.ts';
import { diskActions } from './disk.ts';
import { memoryActions } from './memory.ts';
import { networkActions } from './network.ts';
import { performAction } from './perform.ts';
import { softLimitActions } from './soft-limit.ts';

export type { ActionName, AnswerOf, Outcome, RequestOf, ResourceActionName } from './action.ts';

/** Every action of openapi.yaml that is about one resource; leaving one out does not compile. */
export const actions: Actions<ResourceActionName> = {
  ...softLimitActions,
  ...memoryActions,
  ...cpuActions,
  ...diskActions,
  ...networkActions,
};

const rolesOfResourceActions = Object.fromEntries(
  Object.entries(actions).map(([name, { policy }]) => [name, policy]),
) as Readonly<Record<ResourceActionName, LeastRole>>;

/** What it takes to ask for each action of openapi.yaml. */
export const leastRoles: Readonly<Record<ActionName, LeastRole>> = {
  ...rolesOfResourceActions,
  'get-allocation': 'reader',
  'clear-allocation': 'manager',
};

/** Carries out the action of that name; see `performAction`. */
export function perform<Name extends ResourceActionName>(
  name: Name,
  request: RequestOf<Name>,
  server: Server,
  account: Account = unaccounted,
): Promise<Outcome<AnswerOf<Name>>> {
  const action: Action<RequestOf<Name>, AnswerOf<Name>> = actions[name];
  return performAction(name, action, request, server, account);
}
