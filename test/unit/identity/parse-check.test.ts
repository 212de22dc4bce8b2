import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NotACheck } from '../../../src/identity/parse-atom.ts';
import { parseCheck } from '../../../src/identity/parse-check.ts';
import { callerOf, isAllowed } from './callers.ts';

describe('a rule', () => {
  test.each([
    ['@', true],
    ['!', false],
    ['', true],
    ['role:reader', true],
    ['role:READER', true],
    ['role:admin', false],
    ['not role:admin', true],
    ['not not role:admin', false],
    ['role:reader and role:admin', false],
    ['role:reader or role:admin', true],
    ['role:admin and role:admin or role:reader', true],
    ['role:reader or role:admin and role:admin', true],
    ['(role:reader or role:admin) and role:admin', false],
    ['NOT (role:admin OR role:manager)', true],
    ['( ( role:reader ) )', true],
    ['  role:reader\n  and\trole:reader ', true],
    ['role:%(user_id)s', false],
    ['project_id:%(project_id)s', true],
    ['user_id:%(user_id)s', true],
    ['user_id:alice', true],
    ['user_id:Alice', false],
    ['is_admin:True', false],
    ['is_admin:False', true],
    ["'p1':%(project_id)s", true],
    ['"p2":%(project_id)s', false],
    ["'p1-alice':%(project_id)s-%(user_id)s", true],
    ["'100%':100%%", true],
    ['True:True', true],
    ['7:7', true],
    ['None:%(user_id)s', false],
    ['domain_id:None', true],
    ['system_scope:all', false],
    ['user_domain_id:default', false],
    ['rule:mine', true],
    ['rule:nobodys', false],
  ])('%j is %s for a reader of the project', (text, allowed) => {
    expect(isAllowed(text, callerOf(), undefined, { mine: 'project_id:%(project_id)s' })).toBe(allowed);
  });

  test('compares a project with the one of the server, not with a name that looks like it', () => {
    const check = 'project_id:%(project_id)s';

    expect(isAllowed(check, callerOf(), { projectId: 'p2', userId: 'alice' })).toBe(false);
    expect(isAllowed(check, callerOf({ projectId: '%(project_id)s' }), { projectId: 'p1', userId: 'x' })).toBe(false);
  });

  test.each([
    ['role:admin role:reader', 'has role:reader where it should have and, or, or end'],
    ['role:admin and', 'ends where it should have a check, such as role:admin'],
    ['and role:admin', 'has and where it should have a check, such as role:admin'],
    ['(role:admin', 'has its end where it should have )'],
    ['(role:admin role:reader)', 'has role:reader where it should have )'],
    ['role:admin)', 'has ) where it should have and, or, or end'],
    ['()', 'has ) where it should have a check, such as role:admin'],
    [' ', 'ends where it should have a check, such as role:admin'],
    ['admin', 'has admin, which must have the form of role:admin, rule:NAME, @ or !'],
    [':admin', 'has :admin, which must have the form of role:admin, rule:NAME, @ or !'],
    ["'role:admin'", "has 'role:admin': there is no 'role to check; it may be role, rule, user_id"],
    ['role:', 'has role: with nothing after the colon'],
    ['roel:admin', 'has roel:admin: there is no roel to check; it may be role, rule, user_id'],
    ['tenant:%(tenant_id)s', 'has %(tenant_id)s: a server has project_id and user_id only'],
    ['project_id:%(host)s', 'has %(host)s: a server has project_id and user_id only'],
    ['project_id:%project_id', 'has %project_id, where % must be %% or begin %(project_id)s'],
    ['project_id:%(project_id)d', 'has %(project_id)d, where % must be %% or begin %(project_id)s'],
    ['http://example.org/check', 'has http://example.org/check: no other service is asked, http is not supported'],
    ['x'.repeat(4001), 'is longer than 4000 characters'],
  ])('%j is refused, and told why', (text, problem) => {
    expect(() => parseCheck(text)).toThrow(problem);
  });
});

/** The same words in JavaScript, whose operators bind as oslo's do. */
const inJavaScript: Readonly<Record<string, string>> = {
  '@': 'true',
  '!': 'false',
  and: '&&',
  or: '||',
  not: '!',
  '(': '(',
  ')': ')',
};

function judgeByJavaScript(words: readonly string[]): boolean | 'no rule' {
  const text = words.map((word) => inJavaScript[word]).join(' ');
  // There it would be a call.
  if (/[e)] \(/.test(text)) return 'no rule';
  try {
    return runInThisContext(text);
  } catch {
    return 'no rule';
  }
}

function judge(text: string): boolean | 'no rule' {
  try {
    return isAllowed(text, callerOf());
  } catch {
    return 'no rule';
  }
}

const anyWords = fc.array(fc.constantFrom(...Object.keys(inJavaScript)), { minLength: 1, maxLength: 9 });
const { rule: soundWords } = fc.letrec<{ rule: string[] }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom<string[][]>(['@'], ['!']),
    tie('rule').map((rule) => ['not', ...rule]),
    tie('rule').map((rule) => ['(', ...rule, ')']),
    fc
      .tuple(tie('rule'), fc.constantFrom('and', 'or'), tie('rule'))
      .map(([one, sign, other]) => [...one, sign, ...other]),
  ),
}));

test.each([
  ['any words', anyWords],
  ['words that make sense', soundWords],
])('%s mean what they would in JavaScript, or nothing in both', (_what, words) => {
  fc.assert(
    fc.property(words, (given) => {
      expect(judge(given.join(' '))).toBe(judgeByJavaScript(given));
      // Parentheses need no space around them.
      expect(judge(given.join(' ').replace(/\( /g, '(').replace(/ \)/g, ')'))).toBe(judgeByJavaScript(given));
    }),
    { numRuns: 300 },
  );
});

test('any text is a rule or is refused, and nothing else happens', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect([true, false, 'no rule']).toContain(judge(text));
    }),
    { numRuns: 300 },
  );
});

test.each([
  `${'('.repeat(1999)}@${')'.repeat(1999)}`,
  `${'( '.repeat(101)}@${' )'.repeat(101)}`,
])('parentheses deeper than 100 are refused, however long the rule', (text) => {
  expect(() => parseCheck(text)).toThrow(new NotACheck('has parentheses deeper than 100'));
});

test('100 parentheses around a check are none too many', () => {
  expect(parseCheck(`${'('.repeat(100)}@${')'.repeat(100)}`)).toEqual({ kind: 'everyone' });
});
