import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Answer } from '../../../client/cli/output/answer.ts';
import { formatAnswer } from '../../../client/cli/output/print.ts';

describe('a table in colour', () => {
  const failed: Answer = {
    columns: [{ key: 'server' }, { key: 'before' }, { key: 'share', from: 'before' }, { key: 'error' }],
    rows: [
      { server: 'VM1', before: 1, share: 2 },
      { server: 'VM2', error: 'NotFound' },
    ],
    one: false,
  };
  const draw = (isTTY: boolean): Promise<string> =>
    formatAnswer(failed, { format: 'table', columns: [], stream: { isTTY } as NodeJS.WriteStream });

  beforeEach(() => {
    vi.stubEnv('NO_COLOR', '');
    vi.stubEnv('TERM', 'xterm');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('has it by the stream that it goes to', async () => {
    expect(await draw(true)).toContain('\u001b[1mServer\u001b[22m');
    expect(await draw(false)).not.toContain('\u001b');
  });

  test.each(['NO_COLOR', 'TERM'])('has none where %s says so', async (name) => {
    vi.stubEnv(name, 'dumb');
    expect(await draw(true)).not.toContain('\u001b');
  });

  test('is red where there is an error only, and green where there is a change', async () => {
    const drawn = await draw(true);

    expect(drawn.match(/\u001b\[31m[^\u001b]*/g)).toEqual(['\u001b[31mNotFound']);
    expect(drawn.match(/\u001b\[32m[^\u001b]*/g)).toEqual(['\u001b[32m2']);
  });
});
