import { readdirSync, readFileSync } from 'node:fs';
import { expect, type TestAPI, vi } from 'vitest';
import type { Transport } from '../../../src/transport/transport.ts';
import { ms } from '../../../src/units.ts';
import { RecordedChannel } from './recorded-channel.ts';

const inTime = { timeoutMs: ms(10_000) };

/** What every transport promises; each runs these against real programs. */
export function behavesAsTransport(test: TestAPI, transport: () => Transport): void {
  test('run gives stdout and stderr as they were', async () => {
    expect(await transport().run(['printf', String.raw`a\n\nb \n`], inTime)).toEqual({
      stdout: 'a\n\nb \n',
      stderr: '',
    });
  });

  test('run hands over arguments untouched', async () => {
    const args = [
      '',
      ' ',
      "it's",
      '"',
      '$HOME',
      '`id`',
      '\\',
      '*',
      '~',
      ';',
      '&',
      'a\nb',
      '\t',
      'ü 服务器 𝄞',
      '-n',
      '#',
      '!x',
      '{a,b}',
    ];
    const { stdout } = await transport().run(['printf', String.raw`%s\0`, ...args], inTime);

    expect(stdout.split('\0').slice(0, -1)).toEqual(args);
  });

  test('run gives every program English messages and the sbin directories', async () => {
    const { stdout } = await transport().run(['env'], inTime);

    expect(stdout).toContain('LC_ALL=C\n');
    expect(stdout).toMatch(/^PATH=.*\/usr\/sbin.*:\/sbin/m);
  });

  test('run writes the input and closes it', async () => {
    const input = 'ü☃𝄞'.repeat(200_000);

    const { stdout } = await transport().run(['cat'], { ...inTime, input });

    expect(stdout.length).toBe(input.length);
    expect(stdout === input).toBe(true);
  });

  test('run gives a program without input an empty one', async () => {
    expect(await transport().run(['cat'], inTime)).toEqual({ stdout: '', stderr: '' });
  });

  test('run does not mind a program that leaves its input unread', async () => {
    expect(await transport().run(['true'], { ...inTime, input: 'x'.repeat(3_000_000) })).toEqual({
      stdout: '',
      stderr: '',
    });
  });

  test('run decodes characters that are cut between two writes', async () => {
    const script = String.raw`printf '\344'; sleep 0.05; printf '\275'; sleep 0.05; printf '\240\303' ; sleep 0.05; printf '\274' `;

    expect((await transport().run(['sh', '-c', script], inTime)).stdout).toBe('你ü'.replace('你', '\u4f60'));
  });

  test('run fails with what a program said and its exit code', async () => {
    await expect(transport().run(['sh', '-c', 'echo out; echo err >&2; exit 3'], inTime)).rejects.toMatchObject({
      name: 'CommandFailed',
      host: 'compute1',
      argv: ['sh', '-c', 'echo out; echo err >&2; exit 3'],
      reason: 'exit',
      exitCode: 3,
      stderr: 'err\n',
    });
  });

  test('run fails with ended when a signal ended the program', async () => {
    await expect(transport().run(['sh', '-c', 'kill -TERM $$'], inTime)).rejects.toMatchObject({
      reason: 'ended',
      signal: 'SIGTERM',
    });
  });

  test('run fails with unreachable when there is no such program', async () => {
    await expect(transport().run(['novatune-no-such-program'], inTime)).rejects.toMatchObject({
      reason: 'unreachable',
    });
  });

  test('run ends a program whose time is up', async () => {
    const seconds = String(600 + Math.random());

    await expect(transport().run(['sleep', seconds], { timeoutMs: ms(300) })).rejects.toMatchObject({
      reason: 'timeout',
    });
    await vi.waitFor(() => expect(isRunning(seconds)).toBe(false), { timeout: 5000 });
  });

  test('run does not wait for a child of the program that holds its output', async () => {
    const before = performance.now();
    const run = transport().run(['sh', '-c', 'sleep 8 & sleep 8'], { timeoutMs: ms(300) });

    await expect(run).rejects.toMatchObject({ reason: 'timeout' });
    expect(performance.now() - before).toBeLessThan(6000);
  });

  test('open talks with a program', async () => {
    const listener = new RecordedChannel();
    const channel = await transport().open(['cat'], listener);
    channel.write('one\n');
    channel.write('ü𝄞\n');
    await vi.waitFor(() => expect(listener.stdout).toBe('one\nü𝄞\n'));
    channel.kill();

    expect((await listener.ended).reason).toBe('ended');
  });

  test('open decodes what is cut between two writes, on both pipes', async () => {
    const listener = new RecordedChannel();
    const script = String.raw`for fd in 1 2; do printf '\303' >&$fd; sleep 0.05; printf '\274' >&$fd; done`;
    await transport().open(['sh', '-c', script], listener);
    await listener.ended;

    expect(listener).toMatchObject({ stdout: 'ü', stderr: 'ü' });
  });

  test('open gives all that was said before it tells of the end, with the exit code', async () => {
    const listener = new RecordedChannel();
    await transport().open(['sh', '-c', 'seq 1 100000; echo err >&2; exit 4'], listener);

    expect(await listener.ended).toMatchObject({ reason: 'exit', exitCode: 4, host: 'compute1' });
    expect(listener.stdout.endsWith('\n100000\n')).toBe(true);
    expect(listener.stderr).toBe('err\n');
  });

  test('open: kill ends the program, twice does no harm, and a late write is lost', async () => {
    const seconds = String(600 + Math.random());
    const listener = new RecordedChannel();
    const channel = await transport().open(['sleep', seconds], listener);
    expect(await vi.waitFor(() => isRunning(seconds) || Promise.reject())).toBe(true);
    channel.kill();
    channel.kill();
    await listener.ended;
    channel.write('too late\n');
    channel.kill();

    await vi.waitFor(() => expect(isRunning(seconds)).toBe(false), { timeout: 5000 });
  });

  test('close ends what runs, and later calls fail', async () => {
    const seconds = String(600 + Math.random());
    const listener = new RecordedChannel();
    await transport().open(['sleep', seconds], listener);
    const run = expect(transport().run(['sleep', seconds], inTime)).rejects.toMatchObject({ reason: 'ended' });
    await transport().run(['true'], inTime);
    await transport().close();
    await run;

    expect((await listener.ended).reason).toBe('ended');
    await expect(transport().run(['true'], inTime)).rejects.toMatchObject({ reason: 'unreachable' });
    await expect(transport().open(['true'], new RecordedChannel())).rejects.toMatchObject({ reason: 'unreachable' });
    await vi.waitFor(() => expect(isRunning(seconds)).toBe(false), { timeout: 12_000 });
    await transport().close();
  });
}

/** Whether a `sleep` of exactly so long runs on this machine. */
function isRunning(seconds: string): boolean {
  return readdirSync('/proc').some((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `sleep\0${seconds}\0`;
    } catch {
      return false;
    }
  });
}
