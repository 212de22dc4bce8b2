import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Express } from 'express';
import request, { type Response } from 'supertest';
import { expect } from 'vitest';
import { extensionsOf } from '../../src/http/contract.ts';
import { contract, type Operation } from './contract.ts';

export interface Question {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'OPTIONS' | 'PATCH';
  readonly path: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string or bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
}

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
ajv.addVocabulary(['components', ...extensionsOf(contract.components)]);
ajv.addSchema({ $id: 'openapi', components: contract.components });

const validators = new Map<object, ValidateFunction>();

/** Asks the app, and holds every answer of an operation of openapi.yaml against what is written there. */
export async function ask(
  app: Express,
  { method = 'GET', path, token, headers = {}, body }: Question,
): Promise<Response> {
  const asked = request(app)[method.toLowerCase() as 'get'](path);
  if (token !== undefined) asked.set('X-Auth-Token', token);
  if (body !== undefined) asked.set('Content-Type', 'application/json');
  asked.set(headers);
  if (Buffer.isBuffer(body)) asked.serialize((bytes) => bytes as unknown as string);
  const answer = await (body === undefined
    ? asked
    : asked.send(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)));
  const operation = operationOf(method, path);
  if (operation !== undefined) expectDocumented(operation, answer);
  return answer;
}

/** Posts one action under /v2.1. */
export const act = (app: Express, token: string, serverId: string, body: unknown): Promise<Response> =>
  ask(app, { method: 'POST', path: `/v2.1/servers/${serverId}/action`, token, body });

/** The operation that a request is for, wherever the API is mounted; undefined where openapi.yaml has none. */
function operationOf(method: string, url: string): Operation | undefined {
  const path = new URL(url, 'http://any').pathname;
  const inApi = path.replace(/^\/(?:v2\.1|v2)(?=\/)/, '').replace(/^\/[0-9a-f-]+(?=\/)/, '');
  for (const candidate of [path, path.replace(/\/?$/, '/'), inApi, inApi.replace(/\/$/, '')]) {
    const template = Object.keys(contract.paths)
      .sort((one, other) => one.split('{').length - other.split('{').length)
      .find((each) => new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(candidate));
    if (template !== undefined) return contract.paths[template]?.[method.toLowerCase()];
  }
  return undefined;
}

function expectDocumented({ operationId, responses }: Operation, answer: Response): void {
  const documented = responses[answer.status];
  expect(documented, `${operationId} answers ${answer.status}: ${answer.text}`).toBeDefined();
  const content = documented?.content[answer.type];
  expect(content, `${operationId} ${answer.status} answers ${answer.type}`).toBeDefined();
  const validate = validatorOf(content!.schema);
  const valid = validate(answer.type === 'application/json' ? answer.body : answer.text);
  expect(valid ? [] : validate.errors, `${operationId} ${answer.status} answers ${answer.text}`).toEqual([]);
}

function validatorOf(schema: object): ValidateFunction {
  const known = validators.get(schema) ?? ajv.compile(absolute(schema));
  validators.set(schema, known);
  return known;
}

const absolute = (schema: object): object => JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/'));
