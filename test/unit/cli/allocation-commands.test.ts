import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { buildProgram } from '../../../client/cli/program.ts';
import { commands } from '../../../client/generated/commands.ts';
import { serve } from '../../fakes/loopback.ts';
import { serverId } from '../client/calls.ts';

const change = {
  project_id: 'operations',
  request_id: 'req-1',
  reason: null,
  outcome: 'success',
  at: '2026-11-20T12:12:57Z',
  until: null,
};
const changes = [
  { id: 4, resource: 'cpu', cause: 'drift', asked: 400, before: 77, after: null, unit: null, ...change, user_id: null },
  {
    ...{ id: 3, resource: 'soft_limit', cause: 'set', asked: 131_072, before: 9007199254740991, after: 131_072 },
    ...{ unit: 'KiB', ...change, user_id: 'alice', until: '2026-11-20T12:42:57Z' },
  },
  {
    id: 1,
    resource: 'network',
    cause: 'clear',
    asked: -1,
    before: 5,
    after: -1,
    unit: null,
    ...change,
    user_id: 'bob',
  },
];

/** Runs a command line against a service that answers so: what it was asked, and what stdout got. */
async function run(
  words: readonly string[],
  answer: (asked: string) => object,
): Promise<{ asked: readonly string[]; out: string }> {
  const asked: string[] = [];
  const url = await serve(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const question = `${request.url?.replace('/v2.1/servers/', '')} ${body}`.trimEnd();
    asked.push(question);
    response.end(JSON.stringify(answer(question)));
  });
  let out = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  onTestFinished(() => write.mockRestore());
  const where = { OS_AUTH_TYPE: 'noauth', OS_USER_ID: 'admin', OS_PROJECT_ID: 'operations', HOME: '/nonexistent' };
  const program = buildProgram(commands, { ...where, OS_ENDPOINT_OVERRIDE: url });
  await program.parseAsync([...words], { from: 'user' }).finally(() => write.mockRestore());
  return { asked, out };
}

describe('allocation-history', () => {
  test('is a table with the newest change first, and each number as its resource shows it', async () => {
    const { asked, out } = await run(['allocation-history', serverId], () => ({ changes }));

    expect(asked).toEqual([`${serverId}/allocation-history?limit=1000`]);
    expect(out).toBe(
      [
        '+----------------------+------------+-------+----------------------+-----------+----------------------+---------+--------+---------+----------------------+',
        '| At                   | Resource   | Cause | Asked                | Before    | After                | Outcome | Reason | User ID | Until                |',
        '+----------------------+------------+-------+----------------------+-----------+----------------------+---------+--------+---------+----------------------+',
        '| 2026-11-20T12:12:57Z | cpu        | drift | 400                  | 77        | -                    | success | -      | -       | -                    |',
        '| 2026-11-20T12:12:57Z | soft_limit | set   | 131072 KiB (128 MiB) | unlimited | 131072 KiB (128 MiB) | success | -      | alice   | 2026-11-20T12:42:57Z |',
        '| 2026-11-20T12:12:57Z | network    | clear | -1 (none)            | 5         | -1 (none)            | success | -      | bob     | -                    |',
        '+----------------------+------------+-------+----------------------+-----------+----------------------+---------+--------+---------+----------------------+',
        '',
      ].join('\n'),
    );
  });

  test('has all there is in json, with plain numbers', async () => {
    const { out } = await run(['allocation-history', serverId, '-f', 'json'], () => ({ changes }));

    expect(JSON.parse(out)).toEqual(changes);
  });

  test('asks for no more than --limit', async () => {
    const { asked } = await run(['allocation-history', serverId, '--limit', '2'], () => ({ changes: [] }));

    expect(asked).toEqual([`${serverId}/allocation-history?limit=2`]);
  });
});

describe('a setter', () => {
  const shares = (asked: string) => ({ share: asked.includes('"get-') ? 1024 : 400 });
  const path = `${serverId}/action`;
  const get = `${path} {"get-cpu-priority":null}`;
  const table = ['Share', '1024 -> 400'];

  test('sends the time for which something is asked', async () => {
    const { asked, out } = await run(['lv-set-cpu-priority', serverId, '400', '--for', '30m'], shares);

    expect(asked).toEqual([get, `${path} {"set-cpu-priority":{"share":400,"for":"30m"}}`]);
    for (const text of table) expect(out).toContain(text);
  });

  test('sends none where none is given', async () => {
    const { asked, out } = await run(['lv-set-cpu-priority', serverId, '400'], shares);

    expect(asked).toEqual([get, `${path} {"set-cpu-priority":{"share":400}}`]);
    for (const text of table) expect(out).toContain(text);
  });

  test('of several priorities sends it to each server', async () => {
    const id = serverId.replace(/1$/, '2');
    const words = ['tc-set-net-priorities', `${serverId},${id}`, '3,5', '--for=2h', '-f', 'value'];

    const { asked } = await run(words, (question) =>
      question.includes('/action')
        ? { prio: -1, success: true }
        : { server: { id: question, name: question, hostId: 'h', tenant_id: 'p' } },
    );

    expect(asked).toContain(`${path} {"set-net-priority":{"prio":3,"for":"2h"}}`);
    expect(asked).toContain(`${id}/action {"set-net-priority":{"prio":5,"for":"2h"}}`);
  });
});

test.each([
  [[], '{}'],
  [['--resource', 'cpu'], '{"resource":"cpu"}'],
] as const)('allocation-clear with %j takes back %s', async (words, value) => {
  const { asked } = await run(['allocation-clear', serverId, ...words], () => ({ allocation: {} }));

  expect(asked).toEqual([`${serverId}/action {"clear-allocation":${value}}`]);
});
