import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ActionName, RequestOf } from '../actions/action.ts';
import { Fault } from '../faults.ts';
import { type Contract, extensionsOf } from './contract.ts';
import { integersOfDigits } from './digit-strings.ts';
import { type JsonText, malformed } from './json-text.ts';
import { shorten } from './python-repr.ts';
import { inexactNumber, schemaFault } from './schema-fault.ts';

/** Reads the body of a server action in two steps, since Nova has another check between them. */
export class ActionBody {
  readonly #schemas: Contract['document']['components']['schemas']['ServerAction']['properties'];
  readonly #validate: ValidateFunction<{ [Name in ActionName]?: RequestOf<Name> }>;

  constructor({ document: { components } }: Contract) {
    this.#schemas = components.schemas.ServerAction.properties;
    // The contract tests check the schemas against their meta-schema; doing it here would double the time of starting up.
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, verbose: true, validateSchema: false });
    // The contract is no JSON Schema itself, it only holds some.
    ajv.addVocabulary(['components', ...extensionsOf(components)]);
    ajv.addSchema({ $id: 'openapi', components });
    this.#validate = ajv.compile({ $ref: 'openapi#/components/schemas/ServerAction' });
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
  parseRequest(name: ActionName, { value, inexact }: JsonText): RequestOf<ActionName> {
    if (inexact !== undefined) throw inexactNumber(inexact);
    const body = { [name]: integersOfDigits(this.#schemas[name], (value as Record<string, unknown>)[name]) };
    if (this.#validate(body)) return body[name] as RequestOf<ActionName>;
    const [error] = this.#validate.errors ?? [];
    throw error === undefined ? malformed() : schemaFault(error, value);
  }

  /** Whether an action is one of ours. */
  isAction(name: string): name is ActionName {
    return Object.hasOwn(this.#schemas, name);
  }
}
