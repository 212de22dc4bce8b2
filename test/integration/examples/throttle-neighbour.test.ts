import { describe, expect, test } from 'vitest';
import { runExample, startExample } from './example.ts';
import { labForExamples } from './lab.ts';
import { meddleBefore } from './meddling-proxy.ts';
import { makeNoisy, noisy, throttled } from './noisy-neighbour.ts';

const lab = labForExamples();
const untouched = { shares: 1024, weight: 100, rateKbit: undefined };

describe('throttle-neighbour.mjs', () => {
  test('throttles VM3 for the time it is told, then VM3 has its own numbers again', async () => {
    await makeNoisy(lab);
    const startedAt = Date.now();

    const example = startExample('throttle-neighbour', ['VM3', '3'], lab.here());
    await example.said('network priority  5 -> 98');

    expect(await lab.held('VM3')).toEqual(throttled);
    expect(await example.ended).toBe(0);
    expect(Date.now() - startedAt).toBeGreaterThan(3000);
    expect(await lab.held('VM3')).toEqual(noisy);
    expect(
      example
        .out()
        .split('\n')
        .filter((line) => !line.includes('set-io-priority:')),
    ).toEqual([
      'VM3 is throttled for 3 s; Ctrl-C ends it earlier.',
      '  CPU shares        2000 -> 200',
      '  disk weight       600 -> 100',
      '  network priority  5 -> 98',
      'Putting back:',
      '  network priority  5',
      '  disk weight       600',
      '  CPU shares        2000',
      '',
    ]);
  });

  test('takes the network priority away again from a server that had none', async () => {
    const { exitCode, errors } = await runExample('throttle-neighbour', ['VM3', '1'], lab.here());

    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
    expect(await lab.held('VM3')).toEqual(untouched);
  });

  test('says so where a value cannot be put back exactly, and comes as near as it can', async () => {
    let looked = 0;
    const url = await meddleBefore(lab.world.url, (action) => {
      if (action !== 'get-io-priority' || looked++ > 0) return undefined;
      return { status: 200, body: { weight: 5000 } };
    });

    const { exitCode, errors } = await runExample('throttle-neighbour', ['VM3', '1'], { OS_ENDPOINT_OVERRIDE: url });

    expect(exitCode).toBe(1);
    expect(errors).toBe('throttle-neighbour: disk weight could not be put back to 5000: it is 1000 now\n');
    expect(await lab.held('VM3')).toEqual({ ...untouched, weight: 1000 });
  });

  test('leaves alone what a host cannot change', async () => {
    const shares = await lab.world.kernel.cpuShares('VM4');

    const { exitCode, out } = await runExample('throttle-neighbour', ['VM4', '1'], lab.here());

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^ {2}disk weight {7}left alone, the host cannot change it$/m);
    expect(await lab.world.kernel.cpuShares('VM4')).toBe(shares);
  });

  test.each([
    ['no number', ['VM3', 'soon'], "'soon' is no number of seconds from 1 to 86400"],
    ['no time', ['VM3', '0'], "'0' is no number of seconds from 1 to 86400"],
    ['too long a time', ['VM3', '86401'], "'86401' is no number of seconds from 1 to 86400"],
    ['too much', ['VM3', '1', '2'], 'it takes a server and a number of seconds at most'],
    ['a server that is not there', ['VM9', '1'], "No server with a name or ID of 'VM9' exists."],
    ['a server that is shut off', ['VM6', '1'], expect.stringContaining('while it is in vm_state stopped')],
  ])('refuses %s in one sentence', async (_what, argv, message) => {
    const { exitCode, errors } = await runExample('throttle-neighbour', argv, lab.here());

    expect(errors.split('\n')).toEqual([expect.stringMatching(/^throttle-neighbour: /), '']);
    expect(errors.trimEnd().replace('throttle-neighbour: ', '')).toEqual(message);
    expect(exitCode).toBe(1);
  });
});
