import { describe, expect, test } from 'vitest';
import { runExample, startExample } from './example.ts';
import { labForExamples } from './lab.ts';
import { type Meddle, meddleBefore } from './meddling-proxy.ts';
import { makeNoisy, noisy, throttled } from './noisy-neighbour.ts';

const lab = labForExamples();

/** Refuses an action so many times. */
function refuse(refused: string, times: number): Meddle {
  let left = times;
  const body = { conflictingRequest: { code: 409, message: 'There is a foreign qdisc' } };
  return (action) => (action === refused && left-- > 0 ? { status: 409, body } : undefined);
}

describe('throttle-neighbour.mjs, interrupted,', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('puts everything back on %s, even if it comes twice', async (signal, code) => {
    await makeNoisy(lab);
    const example = startExample('throttle-neighbour', ['VM3'], lab.here());
    await example.said('network priority  5 -> 98');
    expect(await lab.held('VM3')).toEqual(throttled);

    example.kill(signal);
    example.kill(signal);
    await example.said('Putting back');
    example.kill(signal);

    expect(await example.ended).toBe(code);
    expect(await lab.held('VM3')).toEqual(noisy);
  });

  test('on a signal while it still lowers, lowers nothing more and puts back what it has lowered', async () => {
    await makeNoisy(lab);
    const asked: string[] = [];
    const url = await meddleBefore(lab.world.url, (action) => {
      asked.push(action);
      if (action === 'set-io-priority') example.kill('SIGINT');
      return undefined;
    });

    const example = startExample('throttle-neighbour', ['VM3'], { OS_ENDPOINT_OVERRIDE: url });

    expect(await example.ended).toBe(130);
    expect(asked).not.toContain('set-net-priority');
    expect(await lab.held('VM3')).toEqual(noisy);
  });

  test('puts back what it has changed when something fails in between, and says what failed', async () => {
    await makeNoisy(lab);
    const url = await meddleBefore(lab.world.url, refuse('set-net-priority', 1));

    const { exitCode, errors } = await runExample('throttle-neighbour', ['VM3', '60'], { OS_ENDPOINT_OVERRIDE: url });

    expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: 'throttle-neighbour: There is a foreign qdisc\n' });
    expect(await lab.held('VM3')).toEqual(noisy);
  });

  test('says what could not be put back, and puts back the rest', async () => {
    await makeNoisy(lab);
    const url = await meddleBefore(lab.world.url, refuse('set-net-priority', 2));

    const { exitCode, errors } = await runExample('throttle-neighbour', ['VM3', '60'], { OS_ENDPOINT_OVERRIDE: url });

    expect(exitCode).toBe(1);
    expect(errors.split('\n')).toEqual([
      'throttle-neighbour: There is a foreign qdisc',
      'throttle-neighbour: network priority could not be put back to 5: There is a foreign qdisc',
      '',
    ]);
    expect(await lab.held('VM3')).toEqual(noisy);
  });
});
