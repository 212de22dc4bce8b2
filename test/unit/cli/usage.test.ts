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

  test.each([
    ...['lv-set-mem', 'lv-set-mem-soft-limit', 'lv-set-cpu-priority', 'lv-set-io-priority'],
    'tc-set-net-priority',
    'tc-set-net-priorities',
  ])('is told of a time without a unit, before anything is sent, by %s', async (command) => {
    const error = await errorOf(command, 'VM1', '100', '--for', '30');

    expect(error.split('\n')[1]).toBe("error: option --for: '30' is not of the form of 90s, 30m, 12h or 7d");
  });

  test.each([
    [['allocation-clear', 'VM1', '--resource', 'ram'], /option '--resource <value>' argument 'ram' is invalid.*memory/],
    [['allocation-history'], /missing required argument 'instance-name'/],
    [['allocation-history', 'VM1,VM2'], /error: it takes one server/],
    [['allocation-history', ''], /error: a server needs a name or an id/],
    ...['0', '-1', '1.5', 'x', '9007199254740992'].map(
      (limit) => [['allocation-history', 'VM1', `--limit=${limit}`], /It takes a whole number, more than 0/] as const,
    ),
  ] as const)('is told of %j', async (argv, message) => {
    expect(await errorOf(...argv)).toMatch(message);
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
