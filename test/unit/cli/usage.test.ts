import { describe, expect, test } from 'vitest';
import { buildProgram } from '../../../client/cli/program.ts';
import { usageError } from '../../../client/cli/usage.ts';
import { commands } from '../../../client/generated/commands.ts';

/** What stderr gets of a run that was typed wrongly. */
async function errorOf(...argv: readonly string[]): Promise<string> {
  const program = buildProgram(commands, {});
  let written = '';
  for (const command of [program, ...program.commands])
    command.configureOutput({
      writeErr(text) {
        written += text;
      },
    });
  await expect(program.parseAsync(argv, { from: 'user' })).rejects.toThrow();
  return written;
}

describe('what was typed wrongly', () => {
  test('is told between the usage and where there is more', async () => {
    expect(await errorOf('lv-get-mem', '--al')).toBe(
      [
        'usage: novatune lv-get-mem [options] <instance-name>',
        "error: unknown option '--al'",
        '(Did you mean --all?)',
        "Try 'novatune help lv-get-mem' for more information.",
        '',
      ].join('\n'),
    );
  });

  test.each([
    ['--x\u001b[2J\u202e', String.raw`error: unknown option '--x\u001b[2J\u202e'`],
    ['--x\nerror: y', String.raw`error: unknown option '--x\u000aerror: y'`],
    ['--x\n', String.raw`error: unknown option '--x\u000a'`],
  ])('has escapes for what would steer a terminal: %j', async (word, line) => {
    expect((await errorOf('list', word)).split('\n')[1]).toBe(line);
  });

  test('has them in an error of a value, too', () => {
    const program = buildProgram(commands, {});
    const command = program.commands[0]!;
    let written = '';
    command.configureOutput({
      writeErr(text) {
        written += text;
      },
    });

    expect(() => usageError(command, "'\u009b' is no size")).toThrow();
    expect(written).toContain("error: '\\u009b' is no size\n");
  });
});
