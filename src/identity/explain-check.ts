import { type Check, credentialOf, type Facts, fill, hasRole, passes, ruleOf } from './check.ts';

/** Why a check lets a caller pass, or does not: the parts that decide it, in a few words each. */
export const explainCheck = (check: Check, facts: Facts): string[] => [...new Set(reasonsOf(check, facts))];

function reasonsOf(check: Check, facts: Facts): string[] {
  switch (check.kind) {
    case 'everyone':
      return ['everyone may'];
    case 'nobody':
      return ['nobody may'];
    case 'all':
    case 'any':
      return decisive(check, facts).flatMap((each) => reasonsOf(each, facts));
    case 'not':
      return reasonsOf(check.check, facts);
    case 'rule':
      return reasonsOf(ruleOf(facts.rules, check.name), facts);
    default:
      return [describeFact(check, facts)];
  }
}

/** Of `and` that fails the parts that fail, of `or` that passes the first part that passes; else all of them. */
function decisive(check: Extract<Check, { kind: 'all' | 'any' }>, facts: Facts): readonly Check[] {
  const passed = passes(check, facts);
  if (passed === (check.kind === 'all')) return check.checks;
  const parts = check.checks.filter((each) => passes(each, facts) === passed);
  return passed ? parts.slice(0, 1) : parts;
}

function describeFact(
  check: Extract<Check, { kind: 'role' | 'credential' | 'literal' }>,
  { caller, target }: Facts,
): string {
  const wanted = fill(check.match, target);
  if (check.kind === 'role') return `${hasRole(caller, wanted) ? 'has' : 'lacks'} the role ${wanted}`;
  if (check.kind === 'credential' && check.name === 'is_admin' && /^(True|False)$/.test(wanted))
    return caller.isAdmin === true ? 'is an admin' : 'is no admin';
  const actual = check.kind === 'literal' ? check.value : credentialOf(caller, check.name);
  const subject = check.kind === 'literal' ? actual : `its ${check.name}`;
  const is = actual === wanted ? 'is' : 'is not';
  if (check.match.every((part) => typeof part === 'string')) return `${subject} ${is} ${wanted}`;
  return `${check.kind === 'literal' ? subject : `${subject} ${actual}`} ${is} the server's${actual === wanted ? '' : ` ${wanted}`}`;
}
