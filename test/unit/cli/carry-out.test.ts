import { describe, expect, test } from 'vitest';
import { carryOut, type Outcome } from '../../../client/cli/carry-out.ts';
import { familyOf } from '../../../client/cli/commands/action.ts';
import { findTargets } from '../../../client/cli/find-targets.ts';
import { Progress } from '../../../client/cli/progress.ts';
import { commands } from '../../../client/generated/commands.ts';
import { type Cloud, CloudError, type Server } from '../../../client/index.ts';

/** What a call is answered; an error is thrown. */
type Answers = Readonly<Record<string, readonly unknown[]>>;

/** A cloud that answers each action in turn, and tells what it was asked. */
function scriptedCloud(answers: Answers): { cloud: Cloud; asked: string[] } {
  const asked: string[] = [];
  const runAction = async (_server: string, action: string): Promise<unknown> => {
    const answer = answers[action]?.[asked.filter((one) => one === action).length];
    asked.push(action);
    if (answer === undefined) throw new Error(`not expected: ${action}`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { cloud: { runAction } as unknown as Cloud, asked };
}

const target = { label: 'VM1', again: 'VM1', id: 'a0' };
const quiet = new Progress({ isTTY: false } as NodeJS.WriteStream, () => '');

function carry(cloud: Cloud, action: string, value: unknown, mustKnowBefore = false): Promise<Outcome> {
  const family = familyOf(commands.find((traits) => traits.action === action)!, commands);
  return carryOut(cloud, { family, target, value, mustKnowBefore }, quiet);
}

const refused = (status: number): CloudError => new CloudError('conflictingRequest', 'no', { status });

describe('carryOut', () => {
  test('reads before, sets, and spares the question that the answer has answered', async () => {
    const { cloud, asked } = scriptedCloud({
      'get-cpu-priority': [{ share: 1024 }],
      'set-cpu-priority': [{ share: 400 }],
    });

    const outcome = await carry(cloud, 'set-cpu-priority', { share: 400 });

    expect(outcome).toMatchObject({ before: { share: 1024 }, fields: { share: 400 }, effect: 'made' });
    expect(asked).toEqual(['get-cpu-priority', 'set-cpu-priority']);
  });

  test('a change that cannot be read back was made all the same', async () => {
    const { cloud } = scriptedCloud({
      'get-current-memory': [{ actual: 262_144 }, refused(409)],
      'set-current-memory': [{ success: 1 }],
    });

    const outcome = await carry(cloud, 'set-current-memory', { memory: 128 });

    expect(outcome).toMatchObject({ before: { actual: 262_144 }, effect: 'made' });
    expect((outcome.error as Error).message).toBe('it was changed, but what it has now could not be read: no');
  });

  test.each([{ success: 0 }, { success: false }, { success: 2 }])('the answer %j is no success', async (answer) => {
    const { cloud } = scriptedCloud({
      'get-current-memory': [{ actual: 262_144 }, { actual: 262_144 }],
      'set-current-memory': [answer],
    });

    const outcome = await carry(cloud, 'set-current-memory', { memory: 128 });

    expect(outcome).toMatchObject({ effect: 'none', error: { name: 'NotDone' }, fields: { actual: 262_144 } });
  });

  test('an error that leaves the outcome open is no refusal', async () => {
    const lost = new CloudError('timeout', 'late', { isOutcomeUnknown: true });
    const { cloud } = scriptedCloud({ 'get-cpu-priority': [{ share: 1024 }], 'set-cpu-priority': [lost] });

    const outcome = await carry(cloud, 'set-cpu-priority', { share: 400 });

    expect(outcome).toMatchObject({ before: { share: 1024 }, effect: 'unknown', error: lost });
  });

  test('whoever may set but not read can set, unless the way back is wanted', async () => {
    const answers = { 'get-cpu-priority': [refused(403)], 'set-cpu-priority': [{ share: 400 }] };
    const [free, careful] = [scriptedCloud(answers), scriptedCloud(answers)];

    expect(await carry(free.cloud, 'set-cpu-priority', { share: 400 })).toMatchObject({ effect: 'made' });
    expect(await carry(careful.cloud, 'set-cpu-priority', { share: 400 }, true)).toMatchObject({ effect: 'none' });
    expect(careful.asked).toEqual(['get-cpu-priority']);
  });

  test.each([503, undefined])('nothing is changed where the first look ends with %s', async (status) => {
    const failure = new CloudError('serviceUnavailable', 'down', { ...(status && { status }) });
    const { cloud, asked } = scriptedCloud({ 'get-cpu-priority': [failure] });

    const outcome = await carry(cloud, 'set-cpu-priority', { share: 400 });

    expect(outcome).toMatchObject({ effect: 'none', error: failure });
    expect(asked).toEqual(['get-cpu-priority']);
  });
});

describe('findTargets', () => {
  const server = (name: string, id: string): Server => ({ name, id }) as Server;

  test('tells namesakes apart by their ids', async () => {
    const servers = [server('web', 'a1'), server('web', 'a2'), server('db', 'a3')];
    const cloud = { listServers: async () => servers } as unknown as Cloud;

    const targets = await findTargets(cloud, { allProjects: true, one: false });

    expect(targets.map(({ again, hasNamesake }) => [again, hasNamesake])).toEqual([
      ['a1', true],
      ['a2', true],
      ['a3', false],
    ]);
  });

  test('refuses one server under two names, which two changes at once would fight over', async () => {
    const cloud = { findServer: async () => server('web', 'a1') } as unknown as Cloud;

    await expect(findTargets(cloud, { names: ['web', 'a1'], one: false })).rejects.toThrow(
      "'web' and 'a1' are the same server.",
    );
  });
});
