import type { Check, Rules } from './check.ts';
import { NotACheck } from './parse-atom.ts';
import { parseCheck } from './parse-check.ts';
import type { PolicyProblem, WrittenRule } from './policy-file.ts';
import { ruleOfAction } from './rule-names.ts';

/** The rules that hold, read and as they were written. */
export interface PolicyRules {
  readonly rules: Rules;
  readonly texts: ReadonlyMap<string, string>;
}

/** Puts the rules of a file in the place of the defaults; beside them what is wrong with the file. */
export function mergeRules(
  defaults: ReadonlyMap<string, string>,
  written: readonly WrittenRule[],
): PolicyRules & { readonly problems: readonly PolicyProblem[] } {
  const texts = new Map([...defaults, ...written.map(({ name, text }) => [name, text] as const)]);
  const rules = new Map<string, Check>([...defaults].map(([name, text]) => [name, parseCheck(text)]));
  const problems: PolicyProblem[] = [];
  for (const { name, text, line } of written) {
    const check = readCheck(text);
    if (typeof check === 'string') problems.push({ line, text: `${name}: the rule ${check}` });
    rules.set(name, typeof check === 'string' ? { kind: 'nobody' } : check);
  }
  const used = new Set([...rules.values()].flatMap(referencesOf));
  for (const { name, line } of written)
    problems.push(...problemsOf(name, { rules, used, defaults }).map((text) => ({ line, text: `${name}: ${text}` })));
  return { rules, texts, problems };
}

function readCheck(text: string): Check | string {
  try {
    return parseCheck(text);
  } catch (error) {
    if (error instanceof NotACheck) return error.message;
    throw error;
  }
}

interface Around {
  readonly rules: Rules;
  readonly used: ReadonlySet<string>;
  readonly defaults: ReadonlyMap<string, string>;
}

function problemsOf(name: string, { rules, used, defaults }: Around): string[] {
  const check = rules.get(name);
  const dangling = check === undefined ? [] : referencesOf(check).filter((reference) => !rules.has(reference));
  return [
    ...(defaults.has(name) || used.has(name) ? [] : [`is no rule here${hint(name, defaults)}`]),
    ...dangling.map((reference) => `there is no rule ${reference}`),
    ...(leadsTo(name, name, rules) ? [`leads back to itself`] : []),
  ];
}

/** A rule may have any name that another one refers to; else it must be one of ours. */
function hint(name: string, defaults: ReadonlyMap<string, string>): string {
  const whole = ruleOfAction(name);
  if (defaults.has(whole)) return `; the action's is ${whole}`;
  return ', and no other rule refers to it; see novatuned policy check for those there are';
}

function leadsTo(from: string, to: string, rules: Rules): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const check = rules.get(name);
    const next = check === undefined ? [] : referencesOf(check);
    if (next.includes(to)) return true;
    open.push(...next.filter((each) => !seen.has(each)));
    for (const each of next) seen.add(each);
  }
  return false;
}

function referencesOf(check: Check): string[] {
  switch (check.kind) {
    case 'all':
    case 'any':
      return check.checks.flatMap(referencesOf);
    case 'not':
      return referencesOf(check.check);
    case 'rule':
      return [check.name];
    default:
      return [];
  }
}
