import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../client/cli/carry-out.ts';
import { familyOf } from '../../../client/cli/commands/action.ts';
import { toAnswer } from '../../../client/cli/outcome-answer.ts';
import { type Format, formatAnswer } from '../../../client/cli/output/print.ts';
import { commands } from '../../../client/generated/commands.ts';
import { CloudError, type Server } from '../../../client/index.ts';

const nobody = { reason: null, user_id: null, project_id: null, request_id: null, since: null, until: null };
const nothing = { asked: null, unit: null, state: 'default', ...nobody };
const allocation = {
  memory: {
    ...nothing,
    asked: 131_072,
    actual: 262_144,
    unit: 'KiB',
    state: 'deferred',
    reason: 'its driver does not answer',
    user_id: 'b0d1c2e3f4a5968778695a4b3c2d1e0f',
    project_id: 'd1e5a0b0c4f84a6e9a0f5b1c2d3e4f01',
    request_id: 'req-11111111-2222-4333-8444-555555555555',
    since: '2026-11-20T12:12:57Z',
  },
  soft_limit: { ...nothing, actual: 9007199254740991, unit: 'KiB' },
  cpu: { ...nothing, asked: 400, actual: 400, state: 'applied', until: '2026-11-20T12:42:57Z' },
  disk: { ...nothing, actual: null },
  network: { ...nothing, actual: -1 },
};
const columns = 'server resource asked actual unit state reason user_id project_id request_id since until'.split(' ');

const outcomeOf = (name: string, about: Partial<Outcome>): Outcome => ({
  target: { label: name, again: name, id: name, server: { name, tenant_id: 'p', hostId: 'h1' } as Server },
  fields: {},
  effect: 'none',
  ...about,
});
const answerOf = (action: string, one: boolean, ...outcomes: readonly Outcome[]) =>
  toAnswer(familyOf(commands.find((traits) => traits.action === action)!, commands), one, outcomes, {});
const print = (answer: ReturnType<typeof answerOf>, format: Format, ...columns: string[]) =>
  formatAnswer(answer, { format, columns });

describe.each(['get-allocation', 'clear-allocation'])('the answer of %s', (action) => {
  const one = answerOf(action, true, outcomeOf('VM1', { fields: { allocation } }));

  test('is a table for people, a row for each resource, each number as the getter of the resource shows it', async () => {
    expect(await print(one, 'table')).toBe(
      [
        '+--------+------------+----------------------+----------------------+----------+----------------------------+----------------------+----------------------+',
        '| Server | Resource   | Asked                | Actual               | State    | Reason                     | Since                | Until                |',
        '+--------+------------+----------------------+----------------------+----------+----------------------------+----------------------+----------------------+',
        '| VM1    | memory     | 131072 KiB (128 MiB) | 262144 KiB (256 MiB) | deferred | its driver does not answer | 2026-11-20T12:12:57Z | -                    |',
        '| VM1    | soft_limit | -                    | unlimited            | default  | -                          | -                    | -                    |',
        '| VM1    | cpu        | 400                  | 400                  | applied  | -                          | -                    | 2026-11-20T12:42:57Z |',
        '| VM1    | disk       | -                    | -                    | default  | -                          | -                    | -                    |',
        '| VM1    | network    | -                    | -1 (none)            | default  | -                          | -                    | -                    |',
        '+--------+------------+----------------------+----------------------+----------+----------------------------+----------------------+----------------------+',
        '',
      ].join('\n'),
    );
  });

  test('has who asked in a table, too, for whoever wants it', async () => {
    const printed = await print(one, 'table', 'resource', 'user_id');

    expect(printed).toContain('| memory     | b0d1c2e3f4a5968778695a4b3c2d1e0f |');
  });

  test('is a list in json also of one server, with all there is, and numbers as they are', async () => {
    const printed = JSON.parse(await print(one, 'json'));

    expect(printed.map((row: object) => Object.keys(row))).toEqual(Array(5).fill(columns));
    expect(printed[0]).toEqual({ server: 'VM1', resource: 'memory', ...allocation.memory });
    expect(printed[1]).toMatchObject({ resource: 'soft_limit', asked: null, actual: 9007199254740991, unit: 'KiB' });
  });

  test('has plain numbers in csv and value', async () => {
    expect(await print(one, 'csv', 'resource', 'asked', 'actual')).toContain('"soft_limit","",9007199254740991\n');
    expect(await print(one, 'value', 'resource', 'asked', 'actual')).toContain('memory 131072 262144\n');
  });

  test('numbers the variables of a shell', async () => {
    expect(await print(one, 'shell', 'actual')).toContain('actual_3="400"\n');
  });

  test('of several servers has the rows of each, and one of those that failed', async () => {
    const error = new CloudError('itemNotFound', 'no such server', { status: 404 });
    const several = answerOf(
      action,
      false,
      outcomeOf('VM1', { fields: { allocation } }),
      outcomeOf('VM9', { error }),
      outcomeOf('VM2', { fields: { allocation } }),
    );

    const printed = await print(several, 'value', 'server', 'host_id', 'resource', 'error');

    expect(printed.split('\n').slice(3, 8)).toEqual([
      'VM1 h1 disk -',
      'VM1 h1 network -',
      'VM9 h1 - NotFound',
      'VM2 h1 memory -',
      'VM2 h1 soft_limit -',
    ]);
  });

  test('shows the resource of a newer service, and nothing else of it that would stand in another column’s place', async () => {
    const newer = { allocation: { gpu: { ...nothing, actual: 7, server: 'VM7', error: 'x' }, wrong: null } };
    const rows = JSON.parse(await print(answerOf(action, true, outcomeOf('VM1', { fields: newer })), 'json'));

    expect(rows).toMatchObject([
      { server: 'VM1', resource: 'gpu', actual: 7 },
      { server: 'VM1', resource: 'wrong', actual: null },
    ]);
    expect(Object.keys(rows[0])).toEqual(columns);
  });
});
