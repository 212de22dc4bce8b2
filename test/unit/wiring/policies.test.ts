import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { BoundConfig } from '../../../src/config.ts';
import { openPolicies } from '../../../src/policies.ts';

const profile = 'default' as const;

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'novatune-policy-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'policy.yaml');
  writeFileSync(path, text);
  return path;
}

const problemsOf = (open: () => unknown): readonly string[] => {
  try {
    open();
    return [];
  } catch (error) {
    return (error as { problems: string[] }).problems;
  }
};
const boundsOf = (...bounds: BoundConfig[]) => problemsOf(() => openPolicies({ policy: { profile }, bounds }));

test('a policy file replaces rules of the profile', () => {
  const rule = 'os_compute_api:os-libvirt-resources:set-io-priority';
  const { policy } = openPolicies({ policy: { profile, file: fileWith(`"${rule}": "@"`) }, bounds: [] });
  const nobody = { userId: 'u', projectId: 'p', roles: [], isAdmin: false };

  expect(policy.allows(rule, nobody, { projectId: 'q', userId: 'v' })).toBe(true);
});

test('every problem of a policy file is told at once, in its order', () => {
  const file = fileWith(
    'context_is_admin: role\n"os_compute_api:os-libvirt-resources:set-io-priority": "rule:x"\nadmin_api: null\nz: "@"',
  );

  expect(problemsOf(() => openPolicies({ policy: { profile, file }, bounds: [] }))).toEqual([
    'line 1: context_is_admin: the rule has role, which must have the form of role:admin, rule:NAME, @ or !',
    'line 2: os_compute_api:os-libvirt-resources:set-io-priority: there is no rule x',
    'line 3: admin_api: must be text, such as "!" for nobody or "@" for everyone',
    'line 4: z: is no rule here, and no other rule refers to it; see novatuned policy check for those there are',
  ]);
});

test('a policy file that is no YAML, has a rule twice or is not there is refused, and told where', () => {
  const refused = (file: string) => problemsOf(() => openPolicies({ policy: { profile, file }, bounds: [] }));

  expect(refused(fileWith('a: "@\n'))).toEqual([expect.stringMatching(/^line 2, column 1: not valid YAML: /)]);
  expect(refused(fileWith('a: "@"\na: "!"'))).toEqual([
    'line 2, column 1: the key is there twice in the same map; it must be there once',
  ]);
  expect(refused('/nosuch/policy.yaml')).toEqual(['the file cannot be read: ENOENT']);
});

test.each([
  [{ action: 'set-cpu-priority', min: 100, max: 1024 }, undefined],
  [{ action: 'set-memory-soft-limit', min: 1 }, undefined],
  [
    { action: 'set-cpu-prio', max: 3 },
    /^bounds\[0\]: there is no action set-cpu-prio; those with a number are set-memory-soft-limit, /,
  ],
  [
    { action: 'reset-net-priority', max: 3 },
    /^bounds\[0\]: reset-net-priority takes no number that could be bounded; /,
  ],
  [{ action: 'get-cpu-priority', max: 3 }, /^bounds\[0\]: get-cpu-priority takes no number/],
  [
    { action: 'set-net-priority', min: 99 },
    /^bounds\[0\]: set-net-priority takes 0 to 98, so this would leave nothing of it$/,
  ],
  [{ action: 'set-memory-soft-limit', max: -1 }, /^bounds\[0\]: set-memory-soft-limit takes 0 to 8796093022207, so/],
])('the bound %j is taken, or refused and told why', (bound, problem) => {
  expect(boundsOf(bound)).toEqual(problem === undefined ? [] : [expect.stringMatching(problem)]);
});
