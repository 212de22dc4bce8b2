import type {
  AnswerTypes,
  ArgumentTraits,
  CommandTraits,
  FieldTraits,
  MethodTraits,
  NumberTraits,
  RowTraits,
} from '../../client/action-table.ts';

/** The part of a JSON Schema in openapi.yaml that becomes a command. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly examples?: readonly unknown[];
  readonly 'x-command'?: string;
  readonly 'x-reads'?: boolean;
  readonly 'x-argument'?: string;
  readonly 'x-unit'?: string;
  readonly 'x-words'?: Readonly<Record<string, number>>;
  readonly 'x-for-programs'?: boolean;
  readonly 'x-rows'?: string;
}

/** openapi.yaml as data. */
export interface Document {
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>> & {
      readonly ServerAction: { readonly properties: Readonly<Record<string, Schema>> };
      readonly ServerActionResults: { readonly properties: Readonly<Record<string, Schema>> };
    };
  };
}

/** An action as the client's method and as a command. */
export type DescribedAction = MethodTraits & CommandTraits;

const refPrefix = '#/components/schemas/';

/**
 * What the client and the command line must know of each action, in the order of the contract. An action that says nothing of a
 * command gets one of its own name; `get-x`, `set-x` and `reset-x` belong together by their names.
 * @throws {Error} two actions have the same command, or a reference leads nowhere
 */
export function describeActions(document: Document): DescribedAction[] {
  const { ServerAction, ServerActionResults } = document.components.schemas;
  const names = Object.keys(ServerAction.properties);
  const described = Object.entries(ServerAction.properties).map(([name, written]) => {
    const schema = resolve(document, written);
    const { answer, answers } = answerOf(document, ServerActionResults.properties[name]);
    return {
      action: name,
      reads: schema['x-reads'] ?? name.startsWith('get-'),
      takesValue: schema.properties !== undefined,
      command: schema['x-command'] ?? name,
      summary: schema.title ?? firstSentence(schema.description ?? name),
      description: oneLine(schema.description ?? ''),
      arguments: argumentsOf(document, schema),
      answer,
      answers,
      ...partnersOf(name, names),
    };
  });
  refuseTwins(described);
  return described;
}

/** A reference's own words win over those of what it refers to. */
function resolve(document: Document, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const target = document.components.schemas[schema.$ref.replace(refPrefix, '')];
  if (target === undefined) throw new Error(`openapi.yaml: ${schema.$ref} leads nowhere`);
  return { ...resolve(document, target), ...schema };
}

function argumentsOf(document: Document, { properties = {}, required = [] }: Schema): ArgumentTraits[] {
  return Object.entries(properties).map(([field, written]) => {
    const schema = resolve(document, written);
    return {
      field,
      name: schema['x-argument'] ?? field,
      required: required.includes(field),
      description: oneLine(schema.description ?? ''),
      ...fieldOf(schema),
      ...(schema.minimum === undefined ? {} : { minimum: schema.minimum }),
      ...(schema.maximum === undefined ? {} : { maximum: schema.maximum }),
      ...(schema.enum === undefined || schema.type !== 'string' ? {} : { values: schema.enum.map(String) }),
      ...(schema.pattern === undefined ? {} : { pattern: schema.pattern }),
      ...(schema.examples === undefined ? {} : { examples: schema.examples.map(String) }),
    };
  });
}

function answerOf(document: Document, written: Schema = {}): { answer: CommandTraits['answer']; answers: AnswerTypes } {
  const { properties = {}, required = [] } = resolve(document, written);
  const fields = Object.entries(properties).map(([field, schema]) => ({ field, schema: resolve(document, schema) }));
  // One that may be missing or null is nothing to recognise an answer by.
  const sure = fields.filter(({ field, schema }) => required.includes(field) && typeof schema.type === 'string');
  return {
    answer: Object.fromEntries(fields.map(({ field, schema }) => [field, answerFieldOf(document, schema)])),
    answers: Object.fromEntries(sure.map(({ field, schema }) => [field, fieldOf(schema).type])),
  };
}

function fieldOf(schema: Schema): FieldTraits {
  const types = [schema.type ?? 'object'].flat().filter((type) => type !== 'null');
  return {
    type: types[0] as FieldTraits['type'],
    ...numberOf(schema),
    ...(schema['x-for-programs'] === undefined ? {} : { isForPrograms: schema['x-for-programs'] }),
  };
}

const numberOf = (schema: Schema): NumberTraits => ({
  ...(schema['x-unit'] === undefined ? {} : { unit: schema['x-unit'] }),
  ...(schema['x-words'] === undefined ? {} : { words: schema['x-words'] }),
});

function answerFieldOf(document: Document, schema: Schema): FieldTraits {
  const name = schema['x-rows'];
  return { ...fieldOf(schema), ...(name === undefined ? {} : { rows: rowsOf(document, name, schema) }) };
}

function rowsOf(document: Document, name: string, { properties = {} }: Schema): RowTraits {
  const things = Object.entries(properties).map(([thing, schema]) => [thing, resolve(document, schema)] as const);
  const fields = things.flatMap(([, thing]) => Object.entries(thing.properties ?? {}));
  const numbers = things.map(([thing, schema]) => [thing, numberOf(schema)] as const);
  return {
    name,
    fields: Object.fromEntries(fields.map(([field, schema]) => [field, fieldOf(resolve(document, schema))])),
    numbers: Object.fromEntries(numbers.filter(([, traits]) => Object.keys(traits).length > 0)),
  };
}

/** The actions that do something to the same thing, among them this one itself; one that only looks has none. */
function partnersOf(name: string, names: readonly string[]): Pick<CommandTraits, 'getter' | 'setter' | 'resetter'> {
  const [, thing] = /^(?:set|reset)-(.+)$/.exec(name) ?? [];
  const partner = (role: string, verb: string): Record<string, string> =>
    names.includes(`${verb}-${thing}`) ? { [role]: `${verb}-${thing}` } : {};
  if (thing === undefined) return {};
  return { ...partner('getter', 'get'), ...partner('setter', 'set'), ...partner('resetter', 'reset') };
}

function refuseTwins(described: readonly CommandTraits[]): void {
  const commands = described.map(({ command }) => command);
  const twin = commands.find((command, index) => commands.indexOf(command) !== index);
  if (twin !== undefined) throw new Error(`openapi.yaml: two actions have the command ${twin}`);
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
/** What follows a period tells its end from an abbreviation's, as in `e.g. 5 Mbit`. */
const firstSentence = (text: string): string =>
  /^.*?[^.]\.(?=\s[\p{Lu}`"'“‘]|$)/u.exec(oneLine(text))?.[0].slice(0, -1) ?? oneLine(text);
