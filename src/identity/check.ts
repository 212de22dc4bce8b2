import type { Claims } from './caller.ts';

/** What a check may ask about whoever calls. `domain_id` and `system_scope` are there for rules of Nova's: no token here has them. */
export const credentialNames = [
  'user_id',
  'project_id',
  'user_domain_id',
  'project_domain_id',
  'is_admin',
  'domain_id',
  'system_scope',
] as const;
/** What a check may ask about what is called for: whose server it is. */
export const targetNames = ['project_id', 'user_id'] as const;

export type CredentialName = (typeof credentialNames)[number];
export type TargetName = (typeof targetNames)[number];

/** Text, and in between what is to be filled in from the target. */
export type Match = readonly (string | { readonly target: TargetName })[];

/** A rule of oslo.policy, read. */
export type Check =
  | { readonly kind: 'everyone' | 'nobody' }
  | { readonly kind: 'all' | 'any'; readonly checks: readonly Check[] }
  | { readonly kind: 'not'; readonly check: Check }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'role'; readonly match: Match }
  | { readonly kind: 'credential'; readonly name: CredentialName; readonly match: Match }
  | { readonly kind: 'literal'; readonly value: string; readonly match: Match };

/** Every rule by its name; no reference among them leads nowhere, or round. */
export type Rules = ReadonlyMap<string, Check>;

/** The server, or the project, that something is to be done with. */
export interface Target {
  readonly projectId: string;
  readonly userId: string;
}

/** All that a check is held against. */
export interface Facts {
  readonly caller: Claims & { readonly isAdmin?: boolean };
  readonly target: Target;
  readonly rules: Rules;
}

/** Whether a check lets the caller pass. @see oslo_policy/_checks.py */
export function passes(check: Check, facts: Facts): boolean {
  switch (check.kind) {
    case 'everyone':
      return true;
    case 'nobody':
      return false;
    case 'all':
      return check.checks.every((each) => passes(each, facts));
    case 'any':
      return check.checks.some((each) => passes(each, facts));
    case 'not':
      return !passes(check.check, facts);
    case 'rule':
      return passes(ruleOf(facts.rules, check.name), facts);
    case 'role':
      return hasRole(facts.caller, fill(check.match, facts.target));
    case 'credential':
      return fill(check.match, facts.target) === credentialOf(facts.caller, check.name);
    case 'literal':
      return fill(check.match, facts.target) === check.value;
  }
}

/** A rule that is not there lets nobody pass. */
export const ruleOf = (rules: Rules, name: string): Check => rules.get(name) ?? { kind: 'nobody' };

/** Roles are compared without regard to case, as in oslo. */
export const hasRole = ({ roles }: Claims, wanted: string): boolean =>
  roles.some((role) => role.toLowerCase() === wanted.toLowerCase());

export const fill = (match: Match, { projectId, userId }: Target): string =>
  match
    .map((part) => (typeof part === 'string' ? part : { project_id: projectId, user_id: userId }[part.target]))
    .join('');

/** As Python would print it: what is not there is None. */
export function credentialOf(caller: Facts['caller'], name: CredentialName): string {
  const values: Readonly<Record<CredentialName, string | undefined>> = {
    user_id: caller.userId,
    project_id: caller.projectId,
    user_domain_id: caller.userDomainId,
    project_domain_id: caller.projectDomainId,
    is_admin: caller.isAdmin === undefined ? undefined : pythonBoolean(caller.isAdmin),
    domain_id: undefined,
    system_scope: undefined,
  };
  return values[name] ?? 'None';
}

const pythonBoolean = (value: boolean): string => (value ? 'True' : 'False');
