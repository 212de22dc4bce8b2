import { type Check, credentialNames, type Match, type TargetName, targetNames } from './check.ts';

/** What is wrong with a rule; completes "the rule …". */
export class NotACheck extends Error {
  override readonly name = 'NotACheck';
}

/** Python's literals: a quoted text, a number, True, False, None. */
const literal = /^(?:'(?<single>[^'\\]*)'|"(?<double>[^"\\]*)"|(?<plain>-?\d+(?:\.\d+)?|True|False|None))$/;

/**
 * Reads one check of a rule, such as `role:admin` or `project_id:%(project_id)s`.
 * @throws {NotACheck} what is wrong with it. oslo would let nobody pass, and say so in its log only.
 */
export function parseAtom(text: string): Check {
  if (text === '@') return { kind: 'everyone' };
  if (text === '!') return { kind: 'nobody' };
  const colon = text.indexOf(':');
  if (colon < 1) throw new NotACheck(`has ${text}, which must have the form of role:admin, rule:NAME, @ or !`);
  const kind = text.slice(0, colon);
  const rest = text.slice(colon + 1);
  if (rest === '') throw new NotACheck(`has ${text} with nothing after the colon`);
  if (kind === 'rule') return { kind, name: rest };
  if (kind === 'http' || kind === 'https')
    throw new NotACheck(`has ${text}: no other service is asked, ${kind} is not supported`);
  const match = parseMatch(rest);
  if (kind === 'role') return { kind, match };
  const { single, double, plain } = literal.exec(kind)?.groups ?? {};
  const value = single ?? double ?? plain;
  if (value !== undefined) return { kind: 'literal', value, match };
  const name = credentialNames.find((each) => each === kind);
  if (name !== undefined) return { kind: 'credential', name, match };
  throw new NotACheck(`has ${text}: there is no ${kind} to check; it may be role, rule, ${credentialNames.join(', ')}`);
}

/** `%(name)s` stands for a property of the target, `%%` for a per cent sign, as Python has it. */
function parseMatch(text: string): Match {
  const parts = text.split(/(%\([^)]*\)s|%%)/).filter((part) => part !== '');
  return parts.map((part) => {
    if (part === '%%') return '%';
    const name = /^%\((.*)\)s$/.exec(part)?.[1];
    if (name !== undefined) return { target: targetOf(name) };
    if (part.includes('%')) throw new NotACheck(`has ${text}, where % must be %% or begin %(project_id)s`);
    return part;
  });
}

function targetOf(name: string): TargetName {
  const target = targetNames.find((each) => each === name);
  if (target !== undefined) return target;
  throw new NotACheck(`has %(${name})s: a server has ${targetNames.join(' and ')} only`);
}
