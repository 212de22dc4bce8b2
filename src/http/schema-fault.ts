import type { ErrorObject } from 'ajv/dist/2020.js';
import { Fault } from '../faults.ts';
import type { Schema } from './contract.ts';
import { isInteger } from './digit-strings.ts';
import type { InexactNumber } from './json-text.ts';
import { pythonRepr, pythonText, shorten } from './python-repr.ts';

/** Nova's text for a field that its schema refuses. @see nova/api/validation/validators.py _SchemaValidator.validate */
export function invalidField(field: string, value: unknown, reason: string): Fault {
  const shown = shorten(pythonText(value));
  return new Fault('invalidInput', `Invalid input for field/attribute ${shorten(field)}. Value: ${shown}. ${reason}`);
}

/** The fault for a number in the body that JavaScript cannot hold. */
export function inexactNumber({ key, text }: InexactNumber): Fault {
  const value = Number(text);
  const reason = Number.isSafeInteger(value) ? `${shorten(text)} is not of type 'integer'` : beyond(text, {});
  return invalidField(key, text, reason);
}

/**
 * The fault for what ajv found.
 * @param body the body as it was sent, before digit strings became integers
 */
export function schemaFault(error: ErrorObject, body: unknown): Fault {
  const path = error.instancePath.split('/').slice(1).map(unescapePointer);
  const sent = path.reduce((value, key) => (value as Readonly<Record<string, unknown>>)[key], body);
  return invalidField(path.at(-1) ?? '', sent, reasonOf(error));
}

const unescapePointer = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** What Python's jsonschema says, for the keywords that openapi.yaml has in requests. */
function reasonOf({ keyword, params, data, schema, parentSchema, message = '' }: ErrorObject): string {
  const shown = shorten(pythonRepr(data));
  switch (keyword) {
    case 'type':
      if (schema === 'integer' && typeof data === 'string' && isInteger(data))
        return beyond(data, parentSchema as Schema);
      return `${shown} is not of type ${[schema].flat().map(pythonRepr).join(', ')}`;
    case 'minimum':
      return `${shown} is less than the minimum of ${params.limit}`;
    case 'maximum':
      return `${shown} is greater than the maximum of ${params.limit}`;
    case 'required':
      return `${pythonRepr(params.missingProperty)} is a required property`;
    case 'additionalProperties':
      return unexpected(Object.keys(data as object), Object.keys((parentSchema as Schema).properties ?? {}));
    case 'enum':
      return `${shown} is not one of ${pythonRepr(params.allowedValues)}`;
    case 'maxProperties':
      return `${shown} has too many properties`;
    case 'maxLength':
      return `${shown} is too long`;
    case 'pattern':
      return `${shown} is not of the form of ${formOf(parentSchema as Schema)}`;
    default:
      return `${shown} ${message}`;
  }
}

/** Examples say more to people than the pattern, such as `90s, 30m or 12h`. */
const formOf = ({ examples = [], pattern = '' }: Schema): string =>
  examples.length === 0 ? pattern : examples.join(', ').replace(/, (?=[^,]*$)/, ' or ');

function unexpected(keys: readonly string[], known: readonly string[]): string {
  const extra = keys.filter((key) => !known.includes(key));
  const shown = shorten(extra.map(pythonRepr).join(', '));
  return `Additional properties are not allowed (${shown} ${extra.length === 1 ? 'was' : 'were'} unexpected)`;
}

/** For an integer beyond 2^53, or a negative one where the schema has none. */
function beyond(
  text: string,
  { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }: Schema,
): string {
  const shown = shorten(text);
  return text.startsWith('-')
    ? `${shown} is less than the minimum of ${minimum}`
    : `${shown} is greater than the maximum of ${maximum}`;
}
