import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A media type's part of openapi.yaml. */
export interface Content {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, Content>> }>>;
}

/** openapi.yaml, its references between responses resolved. Read here by itself, so that it also judges how src/ reads it. */
export interface TestedContract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: { readonly ServerAction: { readonly properties: object } } };
}

const text = readFileSync(new URL('../../openapi.yaml', import.meta.url), 'utf8');

/** Puts the shared responses where they are referred to. */
function resolved(document: TestedContract & { components: { responses: Record<string, object> } }): TestedContract {
  const { responses } = document.components;
  return JSON.parse(JSON.stringify(document), (_key, value) => {
    const name = /^#\/components\/responses\/(\w+)$/.exec(value?.$ref)?.[1];
    return name === undefined ? value : responses[name];
  });
}

export const contract: TestedContract = resolved(parse(text));

export const runServerAction: Operation = contract.paths['/servers/{server_id}/action']!.post!;
