import { inspect } from 'node:util';
import { parseDocument, type YAMLError } from 'yaml';
import { z } from 'zod';

/** Makes a problem end in what would be right; `what` completes "must be …". */
export const mustBe =
  (what: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    input === undefined ? `is missing: it must be ${what}` : `must be ${what}, not ${show(input)}`;

const show = (given: unknown): string => {
  // Not JSON: YAML has NaN, and maps that hold themselves.
  const text = typeof given === 'string' ? JSON.stringify(given) : inspect(given, { breakLength: Infinity, depth: 1 });
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

/** A map whose keys are all known. */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has no ${(issue.keys as readonly string[]).join(', ')}; its keys are ${known}`
        : mustBe(`a map with the keys ${known}`)(issue),
  });
}

/** A section with all its lines commented out is null to YAML, and counts as left out. */
export const leftOutIfNull = <Part extends z.ZodType>(part: Part) => z.preprocess((given) => given ?? undefined, part);

/** A problem as one sentence that begins with the key, such as `hosts[0].ssh.port: must be a TCP port, 1 to 65535, not 0`. */
export function describeIssue({ path, message }: z.core.$ZodIssue): string {
  const key = path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
  return key === '' ? `the file ${message}` : `${key}: ${message}`;
}

/** What a file's text says, or why it is no YAML: one sentence for each place. */
export function readYaml(text: string): { readonly content: unknown; readonly problems: readonly string[] } {
  const document = parseDocument(text);
  if (document.errors.length > 0) return { content: undefined, problems: document.errors.map(describeYamlError) };
  try {
    return { content: document.toJS() ?? {}, problems: [] };
  } catch (error) {
    // An alias without its anchor, or aliases of aliases without end.
    return { content: undefined, problems: [`the file is not valid YAML: ${(error as Error).message}`] };
  }
}

const yamlWords: Partial<Record<YAMLError['code'], string>> = {
  DUPLICATE_KEY: 'the key is there twice in the same map; it must be there once',
  MULTIPLE_DOCS: 'a second document begins; the file must be one',
};

/** The library's own message has an excerpt of the file on further lines. */
function describeYamlError({ code, message, linePos }: YAMLError): string {
  const where = linePos === undefined ? 'the file' : `line ${linePos[0].line}, column ${linePos[0].col}`;
  const [first = ''] = message.split('\n');
  return `${where}: ${yamlWords[code] ?? `not valid YAML: ${first.replace(/ at line \d+, column \d+:?$/, '')}`}`;
}
