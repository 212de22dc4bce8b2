import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { methods } from '../../../client/generated/methods.ts';
import type { Cloud } from '../../../client/index.ts';
import { scriptedCloud, serverId } from './calls.ts';

/** The contract, read here by itself: what is generated from it is judged by it. */
const contract = parse(readFileSync(new URL('../../../openapi.yaml', import.meta.url), 'utf8'));
const actions = Object.keys(contract.components.schemas.ServerAction.properties);
const { requestBody, responses } = contract.paths['/servers/{server_id}/action'].post;
const requests = requestBody.content['application/json'].examples;
const answers = responses['200'].content['application/json'].examples;

const methodOf = (action: string) =>
  action.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase()) as keyof typeof methods;

test('there is a method for every action of openapi.yaml, and no other', () => {
  expect(Object.keys(methods)).toEqual(actions.map(methodOf));
});

describe.each(actions)('%s', (action) => {
  const value = requests[action].value[action];
  const exchange = {
    request: `POST /v2.1/servers/${serverId}/action`,
    body: { [action]: value },
    answer: answers[action].value,
  };

  test('has a method that sends the example of openapi.yaml and answers as it says', async () => {
    const cloud = scriptedCloud([exchange]);
    const method = cloud[methodOf(action)] as (...asked: readonly unknown[]) => Promise<unknown>;

    expect(await (value === null ? method(serverId) : method(serverId, value))).toEqual(answers[action].value);
  });

  test('can be run by its name', async () => {
    const cloud = scriptedCloud([exchange]);

    expect(await cloud.runAction(serverId, action as 'set-cpu-priority', value)).toEqual(answers[action].value);
  });

  test('passes options on, after the value if it takes one', async () => {
    const reason = new Error('enough');
    const method = scriptedCloud([])[methodOf(action)] as (...asked: readonly unknown[]) => Promise<unknown>;
    const options = { signal: AbortSignal.abort(reason) };

    await expect(value === null ? method(serverId, options) : method(serverId, value, options)).rejects.toBe(reason);
  });

  test('is known as one that only looks if it changes nothing', () => {
    expect(methods[methodOf(action)].reads).toBe(!/^(set|reset|clear)-/.test(action));
  });
});

test('an unknown action is for the service to refuse', async () => {
  const answer = { badRequest: { code: 400, message: 'There is no such action: set-cpu' } };
  const request = `POST /v2.1/servers/${serverId}/action`;
  const cloud: Cloud = scriptedCloud([{ request, body: { 'set-cpu': null }, status: 400, answer }]);

  await expect(cloud.runAction(serverId, 'set-cpu' as 'get-cpu-priority', null)).rejects.toThrow('no such action');
});
