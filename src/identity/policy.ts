import { Fault } from '../faults.ts';
import { type Caller, isAdmin } from './caller.ts';

/** Who may: the admin alone, or also whoever can read in the project that the target belongs to. */
export type Check = 'admin' | 'reader';

/** The alias under which the extension is listed, and the middle part of its policy rules. */
export const extensionAlias = 'os-libvirt-resources';

export const ruleOf = (action: string): string => `os_compute_api:${extensionAlias}:${action}`;

/**
 * Lets a caller pass or not.
 * @throws {Fault} forbidden, naming the rule as Nova does
 */
export function enforce(rule: string, check: Check, caller: Caller, targetProjectId: string): void {
  if (isAdmin(caller)) return;
  if (check === 'reader' && caller.projectId === targetProjectId) return;
  throw new Fault('forbidden', `Policy doesn't allow ${rule} to be performed.`);
}
