import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { ActionName, RequestOf } from '../actions/action.ts';
import { Fault } from '../faults.ts';
import { type Contract, extensionsOf } from './contract.ts';
import { integersOfDigits } from './digit-strings.ts';
import { type JsonText, malformed } from './json-text.ts';
import { shorten } from './python-repr.ts';
import { inexactNumber, schemaFault } from './schema-fault.ts';

type Components = Contract['document']['components'];
type Validate = ValidateFunction<{ [Name in ActionName]?: RequestOf<Name> }>;

/** Reads the body of a server action in two steps, since Nova has another check between them. */
export class ActionBody {
  readonly #components: Components;
  readonly #schemas: Components['schemas']['ServerAction']['properties'];
  #validate: Promise<Validate> | undefined;

  constructor({ document: { components } }: Contract) {
    this.#components = components;
    this.#schemas = components.schemas.ServerAction.properties;
  }

  /**
   * The action that a body is about: the name of its one key.
   * @throws {Fault} malformedRequest
   */
  parseName({ value }: JsonText): ActionName {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
    const [name, ...others] = Object.keys(value);
    if (name === undefined || others.length > 0) throw malformed();
    if (!this.isAction(name)) throw new Fault('malformedRequest', `There is no such action: ${shorten(name)}`);
    return name;
  }

  /**
   * What is asked of the action.
   * @throws {Fault} invalidInput
   */
  async parseRequest(name: ActionName, { value, inexact }: JsonText): Promise<RequestOf<ActionName>> {
    if (inexact !== undefined) throw inexactNumber(inexact);
    this.#validate ??= compile(this.#components);
    const validate = await this.#validate;
    const body = { [name]: integersOfDigits(this.#schemas[name], (value as Record<string, unknown>)[name]) };
    if (validate(body)) return body[name] as RequestOf<ActionName>;
    const [error] = validate.errors ?? [];
    throw error === undefined ? malformed() : schemaFault(error, value);
  }

  /** Whether an action is one of ours. */
  isAction(name: string): name is ActionName {
    return Object.hasOwn(this.#schemas, name);
  }
}

/** Not before it is needed: to load ajv and to have it compile would be a good part of a start. */
async function compile(components: Components): Promise<Validate> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  // The contract tests check the schemas against their meta-schema; doing it here would double the time.
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, verbose: true, validateSchema: false });
  // The contract is no JSON Schema itself, it only holds some.
  ajv.addVocabulary(['components', ...extensionsOf(components)]);
  ajv.addSchema({ $id: 'openapi', components });
  return ajv.compile({ $ref: 'openapi#/components/schemas/ServerAction' });
}
