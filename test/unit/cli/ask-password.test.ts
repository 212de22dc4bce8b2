import { PassThrough } from 'node:stream';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { askPassword } from '../../../client/cli/connection/ask-password.ts';
import { CommandError } from '../../../client/cli/errors.ts';

/** A terminal at which somebody types, and what it shows. */
function terminal(signal = new AbortController().signal) {
  const input = Object.assign(new PassThrough(), { isTTY: true, isRaw: false, setRawMode: vi.fn() });
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk) => {
    shown += chunk;
  });
  const asked = askPassword({ input: input as unknown as NodeJS.ReadStream, output, signal });
  return { asked, input, shown: () => shown };
}

describe('askPassword', () => {
  test('gets what is typed, and shows none of it', async () => {
    const { asked, input, shown } = terminal();

    input.write('S3 CRÉT\r');

    expect(await asked).toBe('S3 CRÉT');
    expect(shown()).toBe('Password: \n');
  });

  test('has the terminal not show it either, until it has ended', async () => {
    const { asked, input } = terminal();
    expect(input.setRawMode.mock.calls).toEqual([[true]]);

    input.write('S3CRET\n');
    await asked;

    expect(input.setRawMode.mock.calls.at(-1)).toEqual([false]);
  });

  test('heeds the backspace', async () => {
    const { asked, input } = terminal();

    input.write('S3CRE\u007f\u007fT\r');

    expect(await asked).toBe('S3CT');
  });

  test.each([
    ['nothing', '\r'],
    ['the end of input', '\u0004'],
  ])('is refused with %s', async (_, typed) => {
    const { asked, input } = terminal();

    input.write(typed);

    await expect(asked).rejects.toThrow(
      new CommandError('No password was entered, and none is given by --os-password (OS_PASSWORD).'),
    );
  });

  test('passes Ctrl-C on as the signal that it is, and ends with what that leads to', async () => {
    const controller = new AbortController();
    const reason = new Error('interrupted');
    const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
      controller.abort(reason);
      return true;
    });
    onTestFinished(() => kill.mockRestore());
    const { asked, input } = terminal(controller.signal);

    input.write('S3C\u0003');

    await expect(asked).rejects.toBe(reason);
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGINT']]);
  });
});
