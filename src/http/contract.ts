import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ActionName } from '../actions/action.ts';

/** The part of JSON Schema that this code looks into; ajv knows the rest. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly pattern?: string;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** openapi.yaml: as it was written, and as data. */
export interface Contract {
  readonly yaml: string;
  readonly document: {
    readonly components: {
      readonly schemas: { readonly ServerAction: { readonly properties: Readonly<Record<ActionName, Schema>> } };
    };
  };
}

/** The names beginning with `x-` in schemas: what the client and the command line are told there is not for validation. */
export const extensionsOf = (schemas: object): string[] => [
  ...new Set(JSON.stringify(schemas).match(/(?<=")x-[a-z-]+(?=":)/g)),
];

let contract: Contract | undefined;

/** openapi.yaml, and openapi.json that is made of it: to parse the YAML takes many times as long. Read once, for they are long. */
export function readContract(): Contract {
  contract ??= { yaml: readOwn('openapi.yaml'), document: JSON.parse(readOwn('openapi.json')) };
  return contract;
}

/** A file of the package itself, so that it is found from src/, from dist/ and from an installed tarball. */
const readOwn = (name: string): string =>
  readFileSync(createRequire(import.meta.url).resolve(`novatune/${name}`), 'utf8');
