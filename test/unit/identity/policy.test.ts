import { describe, expect, test } from 'vitest';
import type { Caller, Claims } from '../../../src/identity/caller.ts';
import { defaultRules, type Profile } from '../../../src/identity/default-rules.ts';
import { Policy } from '../../../src/identity/policy.ts';
import { describeProblems, readPolicyFile } from '../../../src/identity/policy-file.ts';
import { mergeRules } from '../../../src/identity/policy-rules.ts';
import { ruleOfAction } from '../../../src/identity/rule-names.ts';
import { callerOf, ownServer } from './callers.ts';

const actions = { 'get-cpu-priority': 'reader', 'set-cpu-priority': 'manager' } as const;
const getting = ruleOfAction('get-cpu-priority');
const setting = ruleOfAction('set-cpu-priority');

/** The policy of a profile, with the rules of a file instead of some of its own. */
function policyOf(profile: Profile = 'default', file = ''): { policy: Policy; problems: readonly string[] } {
  const { rules, problems: unreadable } = readPolicyFile(file);
  const { problems, ...merged } = mergeRules(defaultRules(profile, actions), rules);
  return { policy: new Policy(merged), problems: describeProblems([...unreadable, ...problems]) };
}

const someone = (policy: Policy, claims: Partial<Claims>): Caller => {
  const caller = callerOf(claims);
  return { ...caller, isAdmin: policy.isAdmin(caller) };
};

describe('the default profile', () => {
  const { policy } = policyOf();

  test.each([
    ['reader', true, false],
    ['member', false, false],
    ['manager', false, true],
    ['admin', true, true],
    ['administrator', false, false],
  ])('lets the role %s of the project read: %s, set: %s', (role, reads, sets) => {
    const caller = someone(policy, { roles: [role] });

    expect([policy.allows(getting, caller, ownServer), policy.allows(setting, caller, ownServer)]).toEqual([
      reads,
      sets,
    ]);
  });

  test.each(['reader', 'manager'])('lets the role %s of another project do nothing', (role) => {
    const caller = someone(policy, { roles: [role], projectId: 'p2' });

    expect([policy.allows(getting, caller, ownServer), policy.allows(setting, caller, ownServer)]).toEqual([
      false,
      false,
    ]);
  });

  test("lets nobody but an admin at a server that is nobody's", () => {
    const nobodys = { projectId: '', userId: '' };

    expect(policy.allows(getting, someone(policy, { roles: ['reader', 'manager'] }), nobodys)).toBe(false);
    expect(policy.allows(getting, someone(policy, { roles: ['admin'] }), nobodys)).toBe(true);
  });

  test('refuses in the words of Nova', () => {
    expect(() => policy.enforce(setting, callerOf(), ownServer)).toThrow(
      expect.objectContaining({
        kind: 'forbidden',
        message: "Policy doesn't allow os_compute_api:os-libvirt-resources:set-cpu-priority to be performed.",
      }),
    );
  });

  test('lets nobody do what it has no rule for', () => {
    expect(policy.allows('os_compute_api:nosuch', someone(policy, { roles: ['admin'] }), ownServer)).toBe(false);
  });
});

describe('the profile thesis', () => {
  const { policy } = policyOf('thesis');

  test.each([
    ['without any role', { roles: [] }, true],
    ['of another project', { roles: ['manager'], projectId: 'p2' }, false],
    ['who is admin in another project', { roles: ['admin'], projectId: 'p2' }, true],
  ])('lets a caller %s set: %s', (_who, claims, allowed) => {
    expect(policy.allows(setting, someone(policy, claims), ownServer)).toBe(allowed);
  });
});

describe('a policy file', () => {
  test('replaces rules by their names, and leaves the others', () => {
    const { policy, problems } = policyOf('default', `"${setting}": "role:operator or rule:project_manager_or_admin"`);

    expect(problems).toEqual([]);
    expect(policy.allows(setting, someone(policy, { roles: ['operator'] }), ownServer)).toBe(true);
    expect(policy.allows(getting, someone(policy, { roles: ['operator'] }), ownServer)).toBe(false);
  });

  test('says who is an admin, and with that who passes is_admin', () => {
    const { policy } = policyOf('thesis', 'context_is_admin: role:cloud_admin');

    expect(policy.isAdmin(callerOf({ roles: ['admin'] }))).toBe(false);
    const admin = someone(policy, { roles: ['Cloud_Admin'], projectId: 'p2' });
    expect(admin.isAdmin).toBe(true);
    expect(policy.allows(setting, admin, ownServer)).toBe(true);
  });

  test('may have rules of its own that the others refer to', () => {
    const { policy, problems } = policyOf('default', `{ops: "role:ops", "${setting}": "rule:ops"}`);

    expect(problems).toEqual([]);
    expect(policy.allows(setting, someone(policy, { roles: ['ops'] }), ownServer)).toBe(true);
  });

  test.each(['', '# only\n# comments\n', '---\n', '{}'])('that says nothing (%j) changes nothing', (file) => {
    expect(policyOf('default', file)).toEqual(policyOf());
  });

  test.each([
    ['- a list', 'the file must be a map from the names of rules to their texts'],
    [`x: 1\n${setting}:\n`, `line 2: ${setting}: must be text, such as "!" for nobody or "@" for everyone`],
    [
      `${setting}: [["role:admin"]]`,
      `line 1: ${setting}: must be text, such as "role:admin or rule:project_manager_api"`,
    ],
    ...['!', '!role:admin', '!!str', '!  # nobody'].map((rule) => [
      `${setting}: ${rule}`,
      `line 1: ${setting}: must be text in quotes, such as "!" for nobody: without them YAML takes ! for the begin of a tag`,
    ]),
    ['admin_api: true', 'line 1: admin_api: must be text, such as "role:admin or rule:project_manager_api"'],
    ['1: "@"', 'line 1: the name of a rule must be text'],
    [
      `${setting}: "role:admin and"`,
      `line 1: ${setting}: the rule ends where it should have a check, such as role:admin`,
    ],
    ['set-cpu-priority: "@"', `line 1: set-cpu-priority: is no rule here; the action's is ${setting}`],
    [
      '"os_compute_api:servers:create": "@"',
      'line 1: os_compute_api:servers:create: is no rule here, and no other rule refers to it; see novatuned policy check for those there are',
    ],
    [`${setting}: "rule:nosuch or role:admin"`, `line 1: ${setting}: there is no rule nosuch`],
    [`{a: "rule:b", b: "not rule:a", ${setting}: "rule:a"}`, 'line 1: a: leads back to itself'],
    [`admin_api: "rule:admin_api"`, 'line 1: admin_api: leads back to itself'],
    ['context_is_admin: "rule:project_reader_or_admin"', 'line 1: context_is_admin: leads back to itself'],
  ])('%j is refused, and told why', (file, problem) => {
    expect(policyOf('default', file).problems).toContain(problem);
  });

  test.each(['!', '!role:admin', '!!str'])('never lets everyone by a ! without quotes (%s)', (rule) => {
    const { policy } = policyOf('default', `${setting}: ${rule}`);

    expect(policy.allows(setting, someone(policy, { roles: ['reader'] }), ownServer)).toBe(false);
  });

  test('has every problem told at once', () => {
    const file = `a: "@"\n${setting}: "rule:b"\n${getting}: "role"\nadmin_api: null`;

    expect(policyOf('default', file).problems.map((problem) => problem.slice(0, 6))).toEqual([
      'line 1',
      'line 2',
      'line 3',
      'line 4',
    ]);
  });
});
