import { adminRule, ruleOfAction, ruleOfRead, serverReads } from './rule-names.ts';

/** Which defaults hold: those of today's Nova, or those of the thesis, under which whoever is in a project reads and sets. */
export type Profile = 'default' | 'thesis';

/** What it takes to do something in a project: to read, or to set. */
export type LeastRole = 'reader' | 'manager';

/** Nova's building blocks, by their names and in its words. @see nova/policies/base.py */
const baseRules: Readonly<Record<string, string>> = {
  [adminRule]: 'role:admin',
  admin_or_owner: 'is_admin:True or project_id:%(project_id)s',
  admin_api: 'is_admin:True',
  project_manager_api: 'role:manager and project_id:%(project_id)s',
  project_member_api: 'role:member and project_id:%(project_id)s',
  project_reader_api: 'role:reader and project_id:%(project_id)s',
  project_manager_or_admin: `rule:project_manager_api or rule:${adminRule}`,
  project_member_or_admin: `rule:project_member_api or rule:${adminRule}`,
  project_reader_or_admin: `rule:project_reader_api or rule:${adminRule}`,
};

const profiles: Readonly<Record<Profile, Readonly<Record<LeastRole, string>>>> = {
  default: { reader: 'rule:project_reader_or_admin', manager: 'rule:project_manager_or_admin' },
  thesis: { reader: 'rule:admin_or_owner', manager: 'rule:admin_or_owner' },
};

/** Every rule there is, and what it says unless it is overridden. */
export function defaultRules(
  profile: Profile,
  actions: Readonly<Record<string, LeastRole>>,
): ReadonlyMap<string, string> {
  const ofActions = Object.entries(actions).map(
    ([action, leastRole]) => [ruleOfAction(action), profiles[profile][leastRole]] as const,
  );
  const ofReads = serverReads.map((read) => {
    const text = read.endsWith('get_all_tenants') ? `rule:${adminRule}` : profiles[profile].reader;
    return [ruleOfRead(read), text] as const;
  });
  return new Map([...Object.entries(baseRules), ...ofActions, ...ofReads]);
}
