import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Virsh, type VirshOptions } from '../../../src/compute/virsh.ts';
import { ms } from '../../../src/units.ts';
import { failed } from '../../fakes/scripted-transport.ts';
import { type ScriptedAnswer, ScriptedVirsh } from '../../fakes/scripted-virsh.ts';

const inFiveSeconds = { timeoutMs: ms(5000) };

/** Answers every command with itself, but for those that have `hang` in them. */
const obeys = (line: string): ScriptedAnswer => (line.includes('hang') ? { silent: true } : { stdout: line });

function begin(answer = obeys, options: Partial<VirshOptions> = {}) {
  const transport = new ScriptedVirsh(answer);
  const onRestart = vi.fn();
  const virsh = new Virsh({ transport, uri: 'qemu:///system', host: 'compute1', onRestart, ...options });
  return { transport, virsh, onRestart, living: () => transport.programs.filter(({ killed }) => !killed).length };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Virsh', () => {
  test('starts no session before its first command, and one for all of them', async () => {
    const { transport, virsh, onRestart } = begin();
    expect(transport.programs).toHaveLength(0);

    const answers = await Promise.all(['a', 'b', 'c'].map((name) => virsh.run([name], inFiveSeconds)));

    expect(answers).toEqual([`'a'`, `'b'`, `'c'`]);
    expect(transport.commands).toEqual([`'a'`, `'b'`, `'c'`]);
    expect(transport.programs).toHaveLength(1);
    expect(onRestart).not.toHaveBeenCalled();
  });

  test('goes on after a command that failed', async () => {
    const { virsh } = begin((line) => (line === `'bad'` ? { stderr: 'error: no\n' } : { stdout: line }));
    const bad = expect(virsh.run(['bad'], inFiveSeconds)).rejects.toMatchObject({
      reason: 'exit',
      stderr: 'error: no',
    });

    expect(await virsh.run(['good'], inFiveSeconds)).toBe(`'good'`);
    await bad;
  });

  test('refuses a control character', async () => {
    await expect(begin().virsh.run(['a\tb'], inFiveSeconds)).rejects.toThrow(TypeError);
  });
});

describe('Virsh, when a command is slow', () => {
  test('lets the others wait at first, then serves them in order on a second session', async () => {
    const { transport, virsh } = begin();
    const slow = virsh.run(['hang'], inFiveSeconds);
    slow.catch(() => {});
    const others = Promise.all(['a', 'b', 'c'].map((name) => virsh.run([name], inFiveSeconds)));
    await vi.advanceTimersByTimeAsync(999);
    expect(transport.commands).toEqual([`'hang'`]);

    await vi.advanceTimersByTimeAsync(1);
    await others;

    expect(transport.commands).toEqual([`'hang'`, `'a'`, `'b'`, `'c'`]);
    expect(transport.programs.map(({ lines }) => lines.length)).toEqual([2, 6]);
    expect(await virsh.run(['new'], inFiveSeconds)).toBe(`'new'`);
  });

  test('starts no more than maxSessions, and the rest waits until its time is up, unsent', async () => {
    const { transport, virsh } = begin(obeys, { maxSessions: 2 });
    const hanging = ['hang1', 'hang2', 'hang3'].map((name) =>
      expect(virsh.run([name], inFiveSeconds)).rejects.toMatchObject({ reason: 'timeout' }),
    );
    const waiting = expect(virsh.run(['a'], { timeoutMs: ms(3000) })).rejects.toMatchObject({
      reason: 'timeout',
      host: 'compute1',
      argv: ['virsh', 'a'],
      durationMs: 3000,
    });
    await vi.advanceTimersByTimeAsync(5000);
    await Promise.all([...hanging, waiting]);

    expect(transport.commands).toEqual([`'hang1'`, `'hang2'`]);
  });

  test('bounds a command by its own time, waiting included', async () => {
    const { virsh } = begin();
    virsh.run(['hang'], inFiveSeconds).catch(() => {});
    const second = expect(virsh.run(['hang2'], { timeoutMs: ms(1500) })).rejects.toMatchObject({ reason: 'timeout' });
    await vi.advanceTimersByTimeAsync(1500);

    await second;
  });

  test('ends a session that was idle for long, but not the last one', async () => {
    const { virsh, living } = begin(obeys, { idleAfterMs: 60_000 });
    virsh.run(['hang'], { timeoutMs: ms(90_000) }).catch(() => {});
    const other = virsh.run(['a'], inFiveSeconds);
    await vi.advanceTimersByTimeAsync(1000);
    await other;
    expect(living()).toBe(2);

    await vi.advanceTimersByTimeAsync(60_000);
    expect(living()).toBe(1);
    await vi.advanceTimersByTimeAsync(200_000);
    await virsh.run(['a'], inFiveSeconds);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(living()).toBe(1);
  });
});

describe('Virsh, when a session is lost', () => {
  test('replaces it on the next command, sends nothing twice, and tells', async () => {
    const { transport, virsh, onRestart } = begin();
    const hanging = expect(virsh.run(['hang'], { timeoutMs: ms(500) })).rejects.toMatchObject({ reason: 'timeout' });
    const waiting = virsh.run(['a'], inFiveSeconds);
    await vi.advanceTimersByTimeAsync(500);
    await hanging;

    expect(await waiting).toBe(`'a'`);
    expect(transport.commands).toEqual([`'hang'`, `'a'`]);
    expect(transport.programs).toHaveLength(2);
    expect(onRestart).toHaveBeenCalledOnce();
  });

  test('waits for a command before it replaces one that ended idle', async () => {
    const { transport, virsh, onRestart } = begin();
    await virsh.run(['a'], inFiveSeconds);
    transport.programs[0]?.end({ reason: 'ended' });
    expect(transport.programs).toHaveLength(1);

    expect(await virsh.run(['b'], inFiveSeconds)).toBe(`'b'`);
    expect(onRestart).toHaveBeenCalledOnce();
  });

  test('fails at once as long as the host cannot be reached, which is no restart', async () => {
    const { transport, virsh, onRestart } = begin();
    transport.beforeOpen = () => Promise.reject(failed(['env'], { reason: 'unreachable' }));
    for (const name of ['a', 'b']) {
      await expect(virsh.run([name], inFiveSeconds)).rejects.toMatchObject({ reason: 'unreachable' });
    }
    transport.beforeOpen = async () => {};

    expect(await virsh.run(['c'], inFiveSeconds)).toBe(`'c'`);
    expect(onRestart).not.toHaveBeenCalled();
  });
});

describe('Virsh, when it is closed', () => {
  test('ends sessions, commands in flight and waiting, and timers', async () => {
    const { virsh, living } = begin();
    const runs = ['hang', 'a', 'b'].map((name) =>
      expect(virsh.run([name], inFiveSeconds)).rejects.toMatchObject({ reason: 'ended' }),
    );
    await vi.advanceTimersByTimeAsync(10);
    virsh.close();
    await Promise.all(runs);

    expect(living()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    await expect(virsh.run(['c'], inFiveSeconds)).rejects.toMatchObject({ reason: 'ended' });
  });
});
