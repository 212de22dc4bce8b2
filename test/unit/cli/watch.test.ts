import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Answer } from '../../../client/cli/output/answer.ts';
import type { Format } from '../../../client/cli/output/print.ts';
import { type Round, type Watched, watch } from '../../../client/cli/watch.ts';

const answerAt = (time: string, ...servers: string[]): Answer => ({
  columns: [{ key: 'time', isOptional: true }, { key: 'server' }],
  rows: servers.map((server) => ({ time, server })),
  one: false,
});
const roundAt = (time: string, errors: readonly string[] = []): Round => ({
  answer: answerAt(time, 'VM1', 'VM2'),
  errors,
});
const table = '+--------+\n| Server |\n+--------+\n| VM1    |\n| VM2    |\n+--------+\n';

interface Seen {
  readonly result: boolean;
  /** What was written, in its order; to stderr after `2> `. */
  readonly written: readonly string[];
}

/** Watches rounds and aborts behind the last one. */
async function see(
  rounds: readonly Round[],
  { isTTY = false, format = 'table', columns = [] }: { isTTY?: boolean; format?: Format; columns?: string[] } = {},
): Promise<Seen> {
  const written: string[] = [];
  const write = (text: string, by = ''): boolean => text !== '' && written.push(by + text) > 0;
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => write(String(text), '2> '));
  const stream = { isTTY, write } as unknown as NodeJS.WriteStream;
  const controller = new AbortController();
  let looked = 0;
  const look = async (): Promise<Round> => {
    const round = rounds[looked++];
    if (round === undefined) controller.abort();
    return round ?? roundAt('never');
  };
  try {
    const result = await watch({ periodMs: 1, look, signal: controller.signal }, { format, columns, stream });
    return { result, written };
  } finally {
    spy.mockRestore();
  }
}

beforeEach(() => {
  vi.stubEnv('NO_COLOR', '1');
  vi.stubEnv('TERM', 'xterm');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('watch on a terminal', () => {
  test('clears the screen for each table, with the time above it and the errors under it', async () => {
    const { result, written } = await see([roundAt('noon', ['VM2 is off']), roundAt('one')], { isTTY: true });

    const clear = '\u001b[H\u001b[2J';
    expect(written).toEqual([`${clear}noon\n${table}`, '2> VM2 is off\n', `${clear}one\n${table}`]);
    expect(result).toBe(true);
  });

  test('shows the chosen columns, the time too', async () => {
    const { written } = await see([roundAt('noon')], { isTTY: true, columns: ['time'] });

    expect(written.join('')).toContain('| Time |');
  });

  test('tells the time of a list without servers', async () => {
    const { written } = await see([{ answer: answerAt(''), errors: [] }], { isTTY: true });

    expect(written[0]).toMatch(/^\u001b\[H\u001b\[2J\d{4}-\d\d-\d\dT[\d:.]+Z\n\+-+\+\n\| Server \|/);
  });

  test('appends where it is dumb', async () => {
    vi.stubEnv('TERM', 'dumb');
    const { written } = await see([roundAt('noon'), roundAt('one')], { isTTY: true });

    expect(written.join('')).not.toContain('\u001b');
    expect(written[1]).toMatch(/Time +\| Server.*\| one +\| VM1/s);
  });

  test.each(['csv', 'json', 'value'] as const)('appends %s', async (format) => {
    expect((await see([roundAt('noon')], { isTTY: true, format })).written.join('')).not.toContain('\u001b');
  });
});

describe('watch elsewhere', () => {
  test('appends each round, headings only on the first, and tells the errors on stderr', async () => {
    const { written } = await see([roundAt('noon'), roundAt('one', ['VM2 is off'])], { format: 'csv' });

    expect(written).toEqual([
      '"time","server"\n"noon","VM1"\n"noon","VM2"\n',
      '"one","VM1"\n"one","VM2"\n',
      '2> VM2 is off\n',
    ]);
  });
});

describe('watch ends', () => {
  test.each([true, false])('if there is nothing but errors at first, with a terminal: %s', async (isTTY) => {
    const { result, written } = await see([roundAt('noon', ['VM1 is off', 'VM2 is off']), roundAt('one')], { isTTY });

    expect(result).toBe(false);
    expect(written).toEqual(['2> VM1 is off\nVM2 is off\n']);
  });

  test('not if there is nothing but errors later', async () => {
    const { result, written } = await see([roundAt('noon'), roundAt('one', ['a', 'b']), roundAt('two')]);

    expect(result).toBe(true);
    expect(written).toHaveLength(4);
  });

  const silent = { isTTY: false, write: () => true } as unknown as NodeJS.WriteStream;
  const watchSilently = (watched: Watched): Promise<boolean> =>
    watch(watched, { format: 'value', columns: [], stream: silent });

  test('at once when it is aborted between two rounds', { timeout: 2000 }, async () => {
    const controller = new AbortController();
    const look = async (): Promise<Round> => {
      setTimeout(() => controller.abort(), 10);
      return roundAt('noon');
    };

    expect(await watchSilently({ periodMs: 3_600_000, look, signal: controller.signal })).toBe(true);
  });

  test('with the error that a look throws', async () => {
    const look = () => Promise.reject(new Error('no'));

    await expect(watchSilently({ periodMs: 1, look })).rejects.toThrow('no');
  });

  test('and until then never looks twice at a time', async () => {
    const controller = new AbortController();
    let [underWay, most, looked] = [0, 0, 0];
    const look = async (): Promise<Round> => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 10));
      underWay -= 1;
      if (++looked === 3) controller.abort();
      return roundAt('noon');
    };

    await watchSilently({ periodMs: 1, look, signal: controller.signal });
    expect({ most, looked }).toEqual({ most: 1, looked: 3 });
  });
});
