import type { Caller } from '../../../src/identity/caller.ts';
import { type Check, passes, type Rules, type Target } from '../../../src/identity/check.ts';
import { parseCheck } from '../../../src/identity/parse-check.ts';

export const callerOf = (parts: Partial<Caller> = {}): Caller => ({
  userId: 'alice',
  projectId: 'p1',
  roles: ['reader'],
  isAdmin: false,
  ...parts,
});

/** A server of alice's, in her project. */
export const ownServer: Target = { projectId: 'p1', userId: 'alice' };

/** Whether a rule, as it is written, lets a caller pass. */
export function isAllowed(text: string, caller: Caller, target = ownServer, rules: Record<string, string> = {}) {
  const read: Rules = new Map(Object.entries(rules).map(([name, rule]): [string, Check] => [name, parseCheck(rule)]));
  return passes(parseCheck(text), { caller, target, rules: read });
}
