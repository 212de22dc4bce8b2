import { expect, test } from 'vitest';
import { SharedReads } from '../../../src/compute/shared-reads.ts';
import { ms } from '../../../src/units.ts';
import { Gate } from './gate.ts';

/** A read that waits for its turn, then for its answer, and counts how often it was sent. */
class Read {
  readonly turn = new Gate();
  readonly answered = new Gate();
  sent = 0;

  readonly run = async (send: () => void): Promise<string> => {
    await this.turn.opened;
    send();
    this.sent += 1;
    await this.answered.opened;
    return `answer ${this.sent}`;
  };
}

const command = ['schedinfo', 'a', '--live'];

test('whoever asks the same before it is sent shares the answer', async () => {
  const reads = new SharedReads();
  const read = new Read();

  const answers = [1, 2, 3].map(() => reads.ask(command, ms(1000), read.run));
  read.turn.open();
  read.answered.open();

  expect(await Promise.all(answers)).toEqual(['answer 1', 'answer 1', 'answer 1']);
  expect(read.sent).toBe(1);
});

test('one that has been sent is not joined, for what it read may have changed since', async () => {
  const reads = new SharedReads();
  const first = new Read();
  const asked = reads.ask(command, ms(1000), first.run);
  first.turn.open();
  await expect.poll(() => first.sent).toBe(1);

  const later = reads.ask(command, ms(1000), async () => 'what is there now');
  first.answered.open();

  expect(await Promise.all([asked, later])).toEqual(['answer 1', 'what is there now']);
});

test('other commands, and the same one about another domain, have answers of their own', async () => {
  const reads = new SharedReads();

  const answers = [
    ['schedinfo', 'a'],
    ['schedinfo', 'b'],
    ['memtune', 'a'],
  ].map((words) => reads.ask(words, ms(1000), async () => words.join(' ')));

  expect(await Promise.all(answers)).toEqual(['schedinfo a', 'schedinfo b', 'memtune a']);
});

test('one that has waited for half of its time is not joined', async () => {
  const reads = new SharedReads();
  const old = new Read();
  const asked = reads.ask(command, ms(20), old.run);
  await new Promise((resolve) => setTimeout(resolve, 30));

  const later = reads.ask(command, ms(1000), async () => 'own');
  old.turn.open();
  old.answered.open();

  expect(await later).toBe('own');
  expect(await asked).toBe('answer 1');
});

test('a failure is shared as well, and nothing of it is kept', async () => {
  const reads = new SharedReads();
  const fail = async () => {
    throw new Error('no');
  };

  const both = [reads.ask(command, ms(1000), fail), reads.ask(command, ms(1000), fail)];

  for (const each of both) await expect(each).rejects.toThrow('no');
  expect(await reads.ask(command, ms(1000), async () => 'yes')).toBe('yes');
});
