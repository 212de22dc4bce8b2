import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LifecycleEvents } from '../../../src/compute/lifecycle-events.ts';
import type { CommandFailed } from '../../../src/transport/transport.ts';
import { failed, type ScriptedProgram, ScriptedTransport } from '../../fakes/scripted-transport.ts';

// As virsh 9.0 writes them with libvirt's log of messages switched on.
const log =
  '2026-11-20 13:46:54.379+0000: 13824: info : virNetClientCallDispatch:1299 : RPC_CLIENT_MSG_RX: client=0x56254f5e6010 len=32';
const connected = `${log} prog=536903814 vers=1 proc=1 type=1 status=0 serial=2\n`;
const subscribed = `${log} prog=536903814 vers=1 proc=316 type=1 status=0 serial=6\n`;
const refused = `${log} prog=536903814 vers=1 proc=316 type=1 status=1 serial=6\n`;
const keepalive = `${log} prog=1801807216 vers=1 proc=2 type=2 status=0 serial=0\n`;
const started = "event 'lifecycle' for domain 'VM1': Started Booted\n";

function begin(uri = 'qemu:///system') {
  const transport = new ScriptedTransport();
  const heard: string[] = [];
  const failures: CommandFailed[] = [];
  const events = new LifecycleEvents({
    transport,
    uri,
    onEvent: ({ domainName, event, detail }) => heard.push(`${domainName} ${event} ${detail}`),
    onConnected: () => heard.push('connected'),
    onDisconnected: (failure) => {
      heard.push('disconnected');
      failures.push(failure);
    },
  });
  const program = () => transport.programs.at(-1) as ScriptedProgram;
  return { transport, events, heard, failures, program };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const afterReply = () => vi.advanceTimersByTimeAsync(100);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('LifecycleEvents', () => {
  test('listens read-only, line by line, with a keepalive and the log of messages', async () => {
    const { events, program } = begin();
    events.start();
    events.start();
    await settle();

    expect(program().argv.join(' ')).toBe(
      'env LC_ALL=C TERM=dumb VIRSH_HISTSIZE=0 HOME=/dev/null LIBVIRT_LOG_FILTERS=2:rpc.netclient LIBVIRT_LOG_OUTPUTS=2:stderr ' +
        'stdbuf -oL virsh -q -r -k 1 -K 3 -c qemu:///system event --event lifecycle --loop',
    );
  });

  test("is connected on libvirtd's reply to the subscription, not before", async () => {
    const { events, heard, program } = begin();
    events.start();
    await settle();
    program().stderr(connected + keepalive + refused);
    await afterReply();
    expect(heard).toEqual([]);

    program().stderr(subscribed + keepalive);
    await afterReply();
    expect(heard).toEqual(['connected']);
  });

  test('is connected a moment after the reply: before that libvirt drops events', async () => {
    const { events, heard, program } = begin();
    events.start();
    await vi.advanceTimersByTimeAsync(4950);
    program().stderr(subscribed);
    await vi.advanceTimersByTimeAsync(99);
    expect(heard).toEqual([]);

    await vi.advanceTimersByTimeAsync(1);
    expect(heard).toEqual(['connected']);
    expect(program().killed).toBe(false);
  });

  test('is not connected when the stream ends in that moment', async () => {
    const { events, heard, program } = begin();
    events.start();
    await settle();
    program().stderr(subscribed);
    program().end({ reason: 'ended' });
    await vi.advanceTimersByTimeAsync(200);

    expect(heard).toEqual(['disconnected']);
  });

  test('reads events and the reply wherever the text is cut', async () => {
    const { events, heard, program } = begin();
    events.start();
    await settle();
    for (const character of connected + subscribed) program().stderr(character);
    await afterReply();
    for (const character of started + started) program().stdout(character);

    expect(heard).toEqual(['connected', 'VM1 Started Booted', 'VM1 Started Booted']);
  });

  test('takes an event for a proof of the subscription', async () => {
    const { events, heard, program } = begin();
    events.start();
    await settle();
    program().stdout(started);
    program().stderr(subscribed);
    await afterReply();

    expect(heard).toEqual(['connected', 'VM1 Started Booted']);
  });

  test('takes a stream for good after a while where libvirt does not log', async () => {
    const { events, heard } = begin();
    events.start();
    await vi.advanceTimersByTimeAsync(4999);
    expect(heard).toEqual([]);

    await vi.advanceTimersByTimeAsync(1);
    expect(heard).toEqual(['connected']);
  });
});

describe('LifecycleEvents, when the stream ends', () => {
  test('starts it again after 250 ms, doubling to 10 s, until it is connected', async () => {
    const { transport, events, heard, program } = begin();
    events.start();
    await settle();
    const delays = [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000];
    for (const [count, delay] of delays.entries()) {
      program().end({ reason: 'exit', exitCode: 1 });
      await vi.advanceTimersByTimeAsync(delay - 1);
      expect(transport.programs).toHaveLength(count + 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(transport.programs).toHaveLength(count + 2);
    }
    program().stderr(subscribed);
    await afterReply();
    program().end({ reason: 'ended' });
    await vi.advanceTimersByTimeAsync(250);

    expect(transport.programs).toHaveLength(delays.length + 2);
    expect(heard.filter((line) => line === 'disconnected')).toHaveLength(delays.length + 1);
  });

  test("says why, in virsh's words without the log", async () => {
    const { events, failures, program } = begin();
    events.start();
    await settle();
    program().stderr(`${connected}error: failed to connect to the hypervisor\nerror: Connection refused\n`);
    program().end({ reason: 'exit', exitCode: 1 });

    expect(failures).toMatchObject([
      {
        reason: 'unreachable',
        exitCode: 1,
        host: 'compute1',
        stderr: 'error: failed to connect to the hypervisor\nerror: Connection refused',
      },
    ]);
  });

  test('says ended when it had been connected', async () => {
    const { events, failures, program } = begin();
    events.start();
    await settle();
    program().stderr(subscribed);
    await afterReply();
    program().stderr(`error: Disconnected from qemu:///system due to end of file\n`);
    program().end({ reason: 'exit', exitCode: 1 });

    expect(failures).toMatchObject([{ reason: 'ended' }]);
  });

  test('tries again when the host cannot be reached', async () => {
    const { transport, events, heard, failures, program } = begin();
    transport.beforeOpen = () => Promise.reject(failed(['env'], { reason: 'unreachable' }));
    events.start();
    await settle();
    expect(failures).toMatchObject([{ reason: 'unreachable' }]);
    transport.beforeOpen = async () => {};
    await vi.advanceTimersByTimeAsync(250);
    program().stderr(subscribed);
    await afterReply();

    expect(heard).toEqual(['disconnected', 'connected']);
  });

  test('gives up an attempt to which libvirtd does not reply, and tries again', async () => {
    const { transport, events, failures, program } = begin();
    events.start();
    await settle();
    program().stderr(connected);
    await vi.advanceTimersByTimeAsync(5000);

    expect(program().killed).toBe(true);
    expect(failures).toMatchObject([{ reason: 'timeout' }]);
    await vi.advanceTimersByTimeAsync(250);
    expect(transport.programs).toHaveLength(2);
  });
});

describe('LifecycleEvents.stop', () => {
  test('ends the stream and calls nobody any more', async () => {
    const { events, heard, program } = begin();
    events.start();
    await settle();
    events.stop();
    program().stdout(started);
    await vi.advanceTimersByTimeAsync(60_000);

    expect(program().killed).toBe(true);
    expect(heard).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('ends a stream that is still being opened', async () => {
    const { transport, events, heard, program } = begin();
    let opened = () => {};
    transport.beforeOpen = () =>
      new Promise((resolve) => {
        opened = resolve;
      });
    events.start();
    await settle();
    events.stop();
    opened();
    await settle();

    expect(program().killed).toBe(true);
    expect(heard).toEqual([]);
  });

  test('ends the wait for the next attempt; start begins anew', async () => {
    const { transport, events, program } = begin();
    events.start();
    await settle();
    program().end({ reason: 'ended' });
    events.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(transport.programs).toHaveLength(1);

    events.start();
    await settle();
    expect(transport.programs).toHaveLength(2);
  });
});
