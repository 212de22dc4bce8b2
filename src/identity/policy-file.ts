import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';

/** A rule as a policy file has it. */
export interface WrittenRule {
  readonly name: string;
  readonly text: string;
  readonly line: number;
}

/** Something that is wrong with a policy file. */
export interface PolicyProblem {
  /** 0 where it is the file as a whole. */
  readonly line: number;
  /** One sentence that begins with the rule. */
  readonly text: string;
}

/**
 * Reads the rules of a policy file, YAML that is valid as such: a map from names to rules, each one text. A file of comments only, as
 * oslopolicy-sample-generator makes it, has none.
 */
export function readPolicyFile(text: string): {
  readonly rules: readonly WrittenRule[];
  readonly problems: readonly PolicyProblem[];
} {
  const lines = new LineCounter();
  const { contents } = parseDocument(text, { lineCounter: lines });
  if (contents === null || (isScalar(contents) && contents.value === null)) return { rules: [], problems: [] };
  if (!isMap(contents))
    return {
      rules: [],
      problems: [{ line: 0, text: 'the file must be a map from the names of rules to their texts' }],
    };
  const rules: WrittenRule[] = [];
  const problems: PolicyProblem[] = [];
  for (const { key, value } of contents.items) {
    const line = isScalar(key) ? lines.linePos(key.range?.[0] ?? 0).line : 1;
    const name = isScalar(key) ? key.value : undefined;
    const rule = isScalar(value) ? value.value : value;
    if (typeof name !== 'string') problems.push({ line, text: 'the name of a rule must be text' });
    else if (isScalar(value) && value.tag !== undefined) problems.push({ line, text: `${name}: ${unquoted}` });
    else if (typeof rule === 'string') rules.push({ name, text: rule, line });
    else problems.push({ line, text: `${name}: must be text, such as ${example(rule)}` });
  }
  return { rules, problems };
}

/** The text after a tag would be empty, and let everyone pass who was to be kept out. */
const unquoted = 'must be text in quotes, such as "!" for nobody: without them YAML takes ! for the begin of a tag';

/** oslo takes a rule without a text for everyone's, which is hardly ever meant; its old form is lists in a list. */
const example = (rule: unknown): string =>
  rule === null || rule === undefined
    ? '"!" for nobody or "@" for everyone'
    : '"role:admin or rule:project_manager_api"';

/** One sentence for each, in the order of the file. */
export const describeProblems = (problems: readonly PolicyProblem[]): string[] =>
  [...problems]
    .sort((one, other) => one.line - other.line)
    .map(({ line, text }) => (line === 0 ? text : `line ${line}: ${text}`));
