import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { addPolicyCheck } from '../../../src/commands/policy-check.ts';
import type { Config } from '../../../src/config.ts';
import { openPolicies } from '../../../src/policies.ts';

const actions = ['get-cpu-priority', 'set-cpu-priority'];
const bounds = [
  { action: 'set-cpu-priority', role: 'manager', min: 100, max: 1024 },
  { action: 'set-cpu-priority', project: 'big', max: 4096 },
];

/** What `novatuned policy check` prints. */
function check(args: readonly string[], config: Partial<Pick<Config, 'policy' | 'bounds'>> = {}): string {
  let printed = '';
  const write = (text: string) => {
    printed += text;
  };
  const program = new Command('novatuned').exitOverride().configureOutput({ writeOut: write, writeErr: write });
  addPolicyCheck(program, () => ({
    ...openPolicies({ policy: { profile: 'default' }, bounds: [], ...config }),
    actions,
  }));
  try {
    program.parse(['policy', 'check', ...args], { from: 'user' });
  } catch {
    // What was wrong has been printed.
  }
  return printed;
}

const manager = ['--as', 'manager,member,reader'];

describe('novatuned policy check', () => {
  test.each([
    '--server-project',
    '--server-user',
  ])('takes %s only with --as, for it would count for nobody', (option) => {
    expect(check([option, 'other'])).toBe(
      `error: ${option} takes --as, which says whose rights with that server are meant\n`,
    );
  });

  test('shows what the usual roles may do, and how far', () => {
    expect(check([], { bounds })).toBe(
      [
        'ACTION                             ADMIN  MANAGER      MEMBER  READER  NO ROLE',
        'get-cpu-priority                   yes    yes          yes     yes     no',
        'set-cpu-priority                   yes    100 to 1024  no      no      no',
        'GET /servers                       yes    yes          yes     yes     no',
        'GET /servers/detail                yes    yes          yes     yes     no',
        'GET /servers/ID                    yes    yes          yes     yes     no',
        'GET /servers?all_tenants=1         yes    no           no      no      no',
        'GET /servers/detail?all_tenants=1  yes    no           no      no      no',
        '',
      ].join('\n'),
    );
  });

  test('says of one caller what they may do, why, and by which rule', () => {
    const lines = check([...manager, '--action', 'set-cpu-priority'], { bounds }).split('\n');

    expect(lines[0]).toBe(
      "me has the roles manager, member, reader in the project mine and is no admin. The server is me's, in the project mine.",
    );
    expect(lines[3]?.split(/ {2,}/)).toEqual([
      'set-cpu-priority',
      'yes',
      '100 to 1024',
      "has the role manager, its project_id mine is the server's",
      'os_compute_api:os-libvirt-resources:set-cpu-priority: "rule:project_manager_or_admin"',
    ]);
  });

  const why = (...args: string[]) => {
    const { actions: found } = JSON.parse(check([...args, '--action', 'set-cpu-priority', '-f', 'json'], { bounds }));
    const [{ status, because, bounds: limits }] = found;
    return [status, because.join(', '), limits];
  };

  test.each([
    [['--as', 'member'], 403, 'lacks the role manager, lacks the role admin', undefined],
    [['--as', ''], 403, 'lacks the role manager, lacks the role admin', undefined],
    [['--as', 'Admin'], 200, 'has the role admin', undefined],
    [[...manager, '--server-project', 'other'], 404, "only admins know of another project's servers", undefined],
    [['--as', 'admin', '--server-project', 'other'], 200, 'has the role admin', undefined],
    [[...manager, '--project', 'big'], 200, "has the role manager, its project_id big is the server's", '4096 or less'],
  ])('%j: %d, since it %s', (args, ...expected) => {
    expect(why(...args)).toEqual(expected);
  });

  test('goes by the profile', () => {
    const [line] = check(['--as', '', '--action', 'set-cpu-priority'], { policy: { profile: 'thesis' } })
      .split('\n')
      .slice(3);

    expect(line).toMatch(/^set-cpu-priority {2}yes .*its project_id mine is the server's {2}.*rule:admin_or_owner"$/);
  });

  test.each([
    [['--as', 'a,,b'], /must be names separated by commas/],
    [['--action', 'nosuch'], /there is no action nosuch; it may be get-cpu-priority, set-cpu-priority/],
    [['-f', 'xml'], /Allowed choices are table, json/],
  ])('%j is refused', (args, told) => {
    expect(check(args)).toMatch(told);
  });
});
