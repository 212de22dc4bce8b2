import { describe, expect, test } from 'vitest';
import { leastRoles } from '../../src/actions/index.ts';
import { actionNames, admin, appUnderTest, exampleAnswer, project1, reader, vm1, vm3 } from './app-under-test.ts';
import { act, ask } from './ask.ts';
import { runServerAction } from './contract.ts';

const examples = Object.entries(runServerAction.requestBody!.content['application/json']!.examples).map(
  ([name, { value }]) => [name, value] as const,
);

describe('every action', () => {
  test('has an example of its request and of its answer in openapi.yaml', () => {
    expect(examples.map(([name]) => name).sort()).toEqual([...actionNames].sort());
    for (const name of actionNames) expect(exampleAnswer(name)).toBeDefined();
  });

  test('is in the registry, which has no other', () => {
    expect(Object.keys(leastRoles).sort()).toEqual([...actionNames].sort());
  });

  test.each(actionNames)('%s is for managers if it sets, for readers if it reads', (name) => {
    expect(leastRoles[name]).toBe(/^(?:set|reset|clear)-/.test(name) ? 'manager' : 'reader');
  });

  test.each(examples)('%s: the example is carried out as it stands, and its answer comes back', async (name, value) => {
    const { app, performed } = appUnderTest();

    const answer = await act(app, admin, vm1, value);

    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.body).toEqual(exampleAnswer(name as never));
    expect(performed).toMatchObject([{ name, request: (value as Record<string, unknown>)[name], server: { id: vm1 } }]);
  });
});

describe('an action without arguments', () => {
  test.each([null, {}, ''])('takes %j', async (value) => {
    const { app } = appUnderTest();

    expect((await act(app, reader, vm1, { 'get-cpu-priority': value })).status).toBe(200);
  });

  test.each([[{ a: 1 }], ['x'], [0], [false], [[]]])('refuses %j', async (value) => {
    const { app } = appUnderTest();

    const answer = await act(app, reader, vm1, { 'get-cpu-priority': value });

    expect(answer.status).toBe(400);
    expect(answer.body.badRequest.message).toMatch(/^Invalid input for field\/attribute get-cpu-priority\. Value: /);
  });
});

test('digit strings reach the action as integers', async () => {
  const { app, performed } = appUnderTest();

  await act(app, admin, vm1, { 'set-net-priority': { prio: '3' } });
  await act(app, admin, vm1, { 'set-memory-soft-limit': { memory_limit: '-1' } });

  expect(performed.map(({ request }) => request)).toEqual([{ prio: 3 }, { memory_limit: -1 }]);
});

test('warnings of an action become Warning headers, one line of printable ASCII each', async () => {
  const { app } = appUnderTest({
    perform: async () => ({ answer: { share: 4 } as never, warnings: ['a "b"\\\r\nX: 1', 'naïve'] }),
  });

  const answer = await act(app, reader, vm1, { 'get-cpu-priority': null });

  expect(answer.headers.warning).toBe('299 novatune "a \\"b\\"\\\\ X: 1", 299 novatune "na?ve"');
});

describe('the server', () => {
  test('of another project is found by an admin', async () => {
    const { app, performed } = appUnderTest();

    expect((await act(app, admin, vm3, { 'get-cpu-priority': null })).status).toBe(200);
    expect(performed[0]?.server.id).toBe(vm3);
  });

  test('is found by its id in upper case', async () => {
    const { app } = appUnderTest();

    expect((await act(app, admin, vm1.toUpperCase(), { 'get-cpu-priority': null })).status).toBe(200);
  });
});

test.each([
  ['/v2.1'],
  [`/v2.1/${project1}`],
  ['/v2'],
  [`/v2/${project1}`],
  [''],
  [`/${project1}`],
])('an action is carried out under "%s", with a trailing slash as without', async (prefix) => {
  const { app } = appUnderTest();
  const question = { method: 'POST', token: reader, body: { 'get-cpu-priority': null } } as const;

  expect((await ask(app, { ...question, path: `${prefix}/servers/${vm1}/action` })).status).toBe(200);
  expect((await ask(app, { ...question, path: `${prefix}/servers/${vm1}/action/` })).status).toBe(200);
  expect((await ask(app, { ...question, path: `${prefix}//servers/${vm1}/action` })).status).toBe(200);
});
