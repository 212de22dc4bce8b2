import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { VirshSession } from '../../../src/compute/virsh-session.ts';
import { ms } from '../../../src/units.ts';
import { failed, type ScriptedProgram, ScriptedTransport } from '../../fakes/scripted-transport.ts';
import { type ScriptedAnswer, ScriptedVirsh, type ScriptedVirshOptions } from '../../fakes/scripted-virsh.ts';

const soon = ms(1000);
const uri = 'qemu:///system';
const lost = 'error: Disconnected from qemu:///system due to end of file\n';

function begin(answer: ScriptedAnswer | ((line: string) => ScriptedAnswer), options?: ScriptedVirshOptions) {
  const transport = new ScriptedVirsh(typeof answer === 'function' ? answer : () => answer, options);
  const onLost = vi.fn();
  const session = new VirshSession({ transport, uri, host: 'compute1', onLost });
  const program = () => transport.programs[0] as ScriptedProgram;
  return { transport, session, onLost, program };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('VirshSession', () => {
  test('starts one virsh, on its first command, and keeps it', async () => {
    const { transport, session } = begin({ stdout: 'x\n' });
    expect(transport.programs).toHaveLength(0);

    await session.run(['list'], soon);
    await session.run(['list'], soon);

    expect(transport.programs.map(({ argv }) => argv.join(' '))).toEqual([
      'env LC_ALL=C TERM=dumb VIRSH_HISTSIZE=0 HOME=/dev/null virsh -q -k 1 -K 3 -c qemu:///system',
    ]);
    expect(session.started).toBe(true);
  });

  test('is run by sudo where that is needed, with the same words each time', async () => {
    const transport = new ScriptedVirsh(() => ({}));
    await new VirshSession({ transport, uri, sudo: true }).run(['list'], soon);

    expect(transport.programs[0]?.argv.join(' ')).toBe(
      'env LC_ALL=C TERM=dumb VIRSH_HISTSIZE=0 HOME=/dev/null sudo -n virsh -q -k 1 -K 3 -c qemu:///system',
    );
  });

  test('does not mind what sudo remarks before it runs virsh', async () => {
    const transport = new ScriptedVirsh(() => ({ stdout: 'x\n' }));
    const session = new VirshSession({ transport, uri, sudo: true });
    const answer = session.run(['list'], soon);
    await vi.waitFor(() => expect(transport.programs).toHaveLength(1));
    transport.programs[0]?.stderr('sudo: unable to resolve host compute1: Name or service not known\n');

    expect(await answer).toBe('x\n');
  });

  test('has not done anything where sudo refuses, and says where the lines for it are', async () => {
    const transport = new ScriptedTransport((program) =>
      queueMicrotask(() => {
        program.stderr('sudo: a password is required\n');
        program.end({ reason: 'exit', exitCode: 1 });
      }),
    );

    await expect(new VirshSession({ transport, uri, sudo: true }).run(['list'], soon)).rejects.toMatchObject({
      reason: 'unreachable',
      stderr: 'sudo: a password is required',
      cause: { message: expect.stringMatching(/^sudo refuses virsh .*docs\/how-to\/hosts\.md$/) },
    });
  });

  test("asks libvirt's test driver for no keepalive, which it refuses", async () => {
    const transport = new ScriptedVirsh(() => ({}));
    await new VirshSession({ transport, uri: 'test:///default' }).run(['list'], soon);

    expect(transport.programs[0]?.argv.slice(-4)).toEqual(['virsh', '-q', '-c', 'test:///default']);
  });

  const outputs: [string, string][] = [
    ['nothing', ''],
    ['two lines', 'Id: 1\nName: VM1\n'],
    ['non-ASCII names', '服务器 ü 𝄞\n'],
    [
      'what looks like an echo of virsh',
      "virsh # echo --err E'ND0123456789abcdef'; echo E'ND0123456789abcdef'\nEND0123456789abcdef\n",
    ],
    ['what looks like an error', 'error: failed to get domain\n'],
    ['quotes and semicolons', `<nova:name>';" echo \\ END</nova:name>\n\n\n`],
    ['200 kB', '<metadata/>\n'.repeat(17_000)],
  ];
  test.each(outputs)('gives stdout as it was: %s', async (_, stdout) => {
    const { session } = begin({ stdout });

    expect(await session.run(['dumpxml', 'VM1'], soon)).toBe(stdout);
    expect(await session.run(['dumpxml', 'VM1'], soon)).toBe(stdout);
  });

  test('reads output that comes in chunks of any size', async () => {
    const stdout = "virsh # echo --err E'ND0'; echo E'ND0'\nEND0 服务器\n";
    for (let size = 1; size < 100; size += 1) {
      const split = (text: string) =>
        Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));
      const { session } = begin(
        ({ length }) => ({ stdout: stdout.repeat(length % 3), stderr: length % 3 ? '' : 'error: no\n' }),
        { split },
      );

      expect(await session.run(['aa'], soon)).toBe(stdout);
      await expect(session.run(['aaa', 'b'], soon)).rejects.toMatchObject({ reason: 'exit', stderr: 'error: no' });
      expect(await session.run(['aaa'], soon)).toBe(stdout.repeat(2));
    }
  });

  test('reads the answer to a command so long that readline repeats only a part of it', async () => {
    const { session } = begin({ stdout: 'set\n' });

    expect(await session.run(['desc', 'VM1', 'x'.repeat(5000)], soon)).toBe('set\n');
  });

  test('quotes arguments for virsh', async () => {
    const { transport, session } = begin({});
    await session.run(['desc', "it's; quit"], soon);

    expect(transport.commands).toEqual([`'desc' 'it'\\''s; quit'`]);
  });

  test('refuses a control character and sends nothing', async () => {
    const { transport, session } = begin({});

    await expect(session.run(['desc', 'a\nquit'], soon)).rejects.toThrow(TypeError);
    expect(transport.programs).toHaveLength(0);
  });

  test('runs one command at a time', async () => {
    const { session } = begin({});
    const first = session.run(['list'], soon);

    await expect(session.run(['list'], soon)).rejects.toThrow('one command at a time');
    await first;
  });
});

describe('VirshSession, when virsh says no', () => {
  test('fails with its words and stays', async () => {
    const { session } = begin((line) =>
      line.includes('nope') ? { stderr: "error: failed to get domain 'nope'\n" } : { stdout: 'ok' },
    );

    await expect(session.run(['dominfo', 'nope'], soon)).rejects.toMatchObject({
      host: 'compute1',
      argv: ['virsh', 'dominfo', 'nope'],
      reason: 'exit',
      exitCode: 1,
      stderr: "error: failed to get domain 'nope'",
    });
    expect(await session.run(['list'], soon)).toBe('ok');
  });

  test('stays when libvirtd cannot be reached: virsh itself tries again', async () => {
    let stderr = 'error: Failed to reconnect to the hypervisor\nerror: Connection refused\n';
    const { session, onLost } = begin(() => ({ stderr }));
    await expect(session.run(['list'], soon)).rejects.toMatchObject({ reason: 'unreachable' });
    stderr = '';

    expect(await session.run(['list'], soon)).toBe('');
    expect(onLost).not.toHaveBeenCalled();
  });

  test('hears of a loss between two commands and answers the next one', async () => {
    const { session, program } = begin({ stdout: 'ok', stderr: 'error: Reconnected to the hypervisor\n' });
    await session.run(['list'], soon);
    program().stderr(lost);

    expect(await session.run(['list'], soon)).toBe('ok');
  });

  test('does not believe an answer during which the connection was lost', async () => {
    const { session } = begin({ stdout: 'Persistent: unknown\n', stderr: lost });

    await expect(session.run(['dominfo', 'VM1'], soon)).rejects.toMatchObject({ reason: 'ended' });
  });

  test('is gone when virsh will never find its connection again', async () => {
    const { session, onLost, program } = begin({ stderr: 'error: no valid connection\n' });

    await expect(session.run(['list'], soon)).rejects.toMatchObject({ reason: 'unreachable' });
    expect(session.gone).toBe(true);
    expect(program().killed).toBe(true);
    expect(onLost).toHaveBeenCalledOnce();
  });
});

describe('VirshSession, when virsh does not answer', () => {
  test('kills it at once when time is up, and hears nothing more', async () => {
    const { session, onLost, program } = begin({ silent: true });
    const run = expect(session.run(['setmem', 'VM1', '1'], soon)).rejects.toMatchObject({
      reason: 'timeout',
      durationMs: 1000,
    });
    await vi.advanceTimersByTimeAsync(1000);
    await run;

    expect(program().killed).toBe(true);
    expect(onLost).toHaveBeenCalledOnce();
    await expect(session.run(['list'], soon)).rejects.toMatchObject({ reason: 'ended' });
    expect(program().lines).toHaveLength(2);
  });

  test('leaves no timer behind', async () => {
    const { session } = begin({});
    await session.run(['list'], soon);

    expect(vi.getTimerCount()).toBe(0);
  });

  test('fails with ended when virsh dies under a command', async () => {
    const { session, onLost, program } = begin({ silent: true });
    const run = expect(session.run(['list'], soon)).rejects.toMatchObject({ reason: 'ended', argv: ['virsh', 'list'] });
    await vi.advanceTimersByTimeAsync(1);
    program().end({ reason: 'ended', signal: 'SIGPIPE' });
    await run;

    expect(onLost).toHaveBeenCalledOnce();
  });

  test('is gone when virsh dies between two commands', async () => {
    const { session, onLost, program } = begin({});
    await session.run(['list'], soon);
    program().end({ reason: 'ended' });

    expect(session.gone).toBe(true);
    expect(onLost).toHaveBeenCalledOnce();
  });

  test('fails with unreachable when virsh cannot connect at its start', async () => {
    const { session, program } = begin({ silent: true });
    const run = expect(session.run(['list'], soon)).rejects.toMatchObject({
      reason: 'unreachable',
      stderr: expect.stringContaining('Connection refused'),
    });
    await vi.advanceTimersByTimeAsync(1);
    program().stderr('error: failed to connect to the hypervisor\nerror: Connection refused\n');
    program().end({ reason: 'exit', exitCode: 1 });
    await run;
  });

  test('fails with the reason for which the transport cannot open it', async () => {
    const { transport, session, onLost } = begin({});
    transport.beforeOpen = () => Promise.reject(failed(['env'], { reason: 'unreachable' }));

    await expect(session.run(['list'], soon)).rejects.toMatchObject({ reason: 'unreachable', argv: ['virsh', 'list'] });
    expect(session.gone).toBe(true);
    expect(session.started).toBe(false);
    expect(onLost).toHaveBeenCalledOnce();
  });

  test('does not send a command whose time was up before virsh had started, and serves the next', async () => {
    const { transport, session } = begin({ stdout: 'ok' });
    let opened = () => {};
    transport.beforeOpen = () =>
      new Promise((resolve) => {
        opened = resolve;
      });
    const run = expect(session.run(['setmem', 'VM1', '1'], soon)).rejects.toMatchObject({ reason: 'timeout' });
    await vi.advanceTimersByTimeAsync(1000);
    await run;
    const next = session.run(['list'], soon);
    opened();

    expect(await next).toBe('ok');
    expect(transport.commands).toEqual([`'list'`]);
  });

  test('ends with what is not virsh', async () => {
    const { session, program } = begin({ silent: true });
    const run = expect(session.run(['list'], soon)).rejects.toMatchObject({
      reason: 'ended',
      stderr: expect.stringContaining('not what virsh prints'),
    });
    await vi.advanceTimersByTimeAsync(1);
    const tag = program()
      .lines[1]?.replace(/.*; echo /, '')
      .replaceAll("'", '');
    program().stdout(`Welcome!\n${tag}`);
    program().stderr(`${tag}\n`);
    await run;

    expect(session.gone).toBe(true);
  });

  test('kill ends a command in flight, and is no loss', async () => {
    const { session, onLost, program } = begin({ silent: true });
    const run = expect(session.run(['list'], soon)).rejects.toMatchObject({ reason: 'ended' });
    await vi.advanceTimersByTimeAsync(1);
    session.kill();
    session.kill();
    await run;

    expect(program().killed).toBe(true);
    expect(onLost).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
