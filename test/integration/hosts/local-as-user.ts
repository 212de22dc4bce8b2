// Run by another user than root: what sudo does for that user on the machine itself, by LocalTransport. Argument: a number of seconds to sleep.
import { setTimeout as delay } from 'node:timers/promises';
import { LocalTransport } from '../../../src/transport/local.ts';
import { CommandFailed } from '../../../src/transport/transport.ts';
import { ms } from '../../../src/units.ts';

const [, , seconds = ''] = process.argv;
const transport = new LocalTransport('here');
const sleep = ['sudo', '-n', 'sleep', seconds] as const;

const reasonOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error) => (error instanceof CommandFailed ? error.reason : String(error)),
  );

async function killAfter(waitMs: number): Promise<string> {
  const ended = new Promise<string>((resolve) => {
    const listener = {
      onStdout: () => {},
      onStderr: () => {},
      onClose: ({ reason }: CommandFailed) => resolve(reason),
    };
    void transport.open(sleep, listener).then(async (channel) => {
      await delay(waitMs);
      channel.kill();
    });
  });
  return ended;
}

const timedOut = await reasonOf(transport.run(sleep, { timeoutMs: ms(500) }));
const killed = [];
for (let waitMs = 0; waitMs < 40; waitMs += 1) killed.push(await killAfter(waitMs));
const running = reasonOf(transport.run(sleep, { timeoutMs: ms(60_000) }));
await delay(300);
await transport.close();
console.log(JSON.stringify({ user: process.getuid?.(), timedOut, killed, closed: await running }));
