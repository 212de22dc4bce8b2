import { expect, test } from 'vitest';
import { explainCheck } from '../../../src/identity/explain-check.ts';
import { parseCheck } from '../../../src/identity/parse-check.ts';
import { callerOf, ownServer } from './callers.ts';

const rules = new Map([['mine', parseCheck('project_id:%(project_id)s')]]);

test.each([
  ['@', 'everyone may'],
  ['!', 'nobody may'],
  ['role:reader', 'has the role reader'],
  ['role:admin', 'lacks the role admin'],
  ['not role:admin', 'lacks the role admin'],
  ['role:reader and rule:mine', "has the role reader, its project_id p1 is the server's"],
  ['role:admin and rule:mine', 'lacks the role admin'],
  ['role:admin and not role:reader', 'lacks the role admin, has the role reader'],
  ['role:admin or rule:mine or role:reader', "its project_id p1 is the server's"],
  ['role:admin or is_admin:True or role:admin', 'lacks the role admin, is no admin'],
  ['rule:nosuch', 'nobody may'],
  ['user_id:bob', 'its user_id is not bob'],
  ['user_id:alice', 'its user_id is alice'],
  ["'p2':%(project_id)s", "p2 is not the server's p1"],
  ["'p1':%(project_id)s", "p1 is the server's"],
  ['domain_id:default', 'its domain_id is not default'],
])('%s: %s', (rule, reasons) => {
  expect(explainCheck(parseCheck(rule), { caller: callerOf(), target: ownServer, rules }).join(', ')).toBe(reasons);
});

test('a project that is not the one of the server is told with it', () => {
  const facts = { caller: callerOf({ projectId: 'p2' }), target: ownServer, rules };

  expect(explainCheck(parseCheck('rule:mine'), facts)).toEqual(["its project_id p2 is not the server's p1"]);
});
