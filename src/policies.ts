import { readFileSync } from 'node:fs';
import { leastRoles } from './actions/index.ts';
import { readYaml } from './config/words.ts';
import { type Config, ConfigError } from './config.ts';
import { readContract, type Schema } from './http/contract.ts';
import { type BoundedField, Bounds } from './identity/bounds.ts';
import { defaultRules } from './identity/default-rules.ts';
import { Policy } from './identity/policy.ts';
import { describeProblems, readPolicyFile } from './identity/policy-file.ts';
import { mergeRules } from './identity/policy-rules.ts';

/** Who may do what, and how far. */
export interface Policies {
  readonly policy: Policy;
  readonly bounds: Bounds;
}

/**
 * Reads the policy file and the bounds.
 * @throws {ConfigError} every problem of the one that has some
 */
export const openPolicies = (config: Pick<Config, 'policy' | 'bounds'>): Policies => ({
  policy: openPolicy(config.policy),
  bounds: openBounds(config.bounds),
});

function openPolicy({ profile, file }: Config['policy']): Policy {
  const written = file === undefined ? { rules: [], problems: [] } : readPolicyFile(readText(file));
  const { problems, ...rules } = mergeRules(defaultRules(profile, leastRoles), written.rules);
  const all = describeProblems([...written.problems, ...problems]);
  if (all.length > 0) throw new ConfigError(file ?? 'the policy', all);
  return new Policy(rules);
}

/** The file's text, once it is YAML. */
function readText(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(path, [`the file cannot be read: ${(error as NodeJS.ErrnoException).code}`]);
  }
  const { problems } = readYaml(text);
  if (problems.length > 0) throw new ConfigError(path, problems);
  return text;
}

function openBounds(bounds: Config['bounds']): Bounds {
  if (bounds.length === 0) return new Bounds([], new Map());
  const numbers = findNumbers();
  const problems = bounds.flatMap((bound, index) =>
    problemsOf(bound, numbers).map((each) => `bounds[${index}]: ${each}`),
  );
  if (problems.length > 0) throw new ConfigError('the configuration', problems);
  return new Bounds(bounds, numbers);
}

/** A number that an action takes, and its range. */
interface ActionNumber extends BoundedField {
  readonly least: number;
  readonly most: number;
}

/** The actions that take one number, as openapi.yaml has them. */
function findNumbers(): ReadonlyMap<string, ActionNumber> {
  const schemas: Readonly<Record<string, Schema>> = readContract().document.components.schemas.ServerAction.properties;
  return new Map(
    Object.entries(schemas).flatMap(([action, { properties = {} }]) => {
      const [field, ...others] = Object.entries(properties).filter(([, { type }]) => type === 'integer');
      return field !== undefined && others.length === 0 ? [[action, numberOf(field)] as const] : [];
    }),
  );
}

function numberOf([name, schema]: [
  string,
  Schema & { readonly 'x-words'?: { readonly unlimited?: number } },
]): ActionNumber {
  const { minimum = -Infinity, maximum: most = Infinity, 'x-words': words } = schema;
  const unlimited = words?.unlimited;
  return { name, unlimited, least: minimum === unlimited ? minimum + 1 : minimum, most };
}

function problemsOf(
  { action, min, max }: Config['bounds'][number],
  numbers: ReadonlyMap<string, ActionNumber>,
): string[] {
  const number = numbers.get(action);
  const known = [...numbers.keys()].join(', ');
  if (number === undefined && Object.hasOwn(leastRoles, action))
    return [`${action} takes no number that could be bounded; those that do are ${known}`];
  if (number === undefined) return [`there is no action ${action}; those with a number are ${known}`];
  if ((min ?? number.least) <= number.most && (max ?? number.most) >= number.least) return [];
  return [`${action} takes ${number.least} to ${number.most}, so this would leave nothing of it`];
}
