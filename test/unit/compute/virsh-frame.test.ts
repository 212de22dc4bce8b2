import { describe, expect, test } from 'vitest';
import { EndMark, TaggedPipe, VirshBatch } from '../../../src/compute/virsh-frame.ts';

const mark = new EndMark('0123456789abcdef');
const framed = (output: string) => `virsh # 'dumpxml' 'VM1'\n${output}virsh # ${mark.line}\n`;

describe('EndMark', () => {
  test('is a line that does not hold the tag it prints, and that readline repeats whole', () => {
    expect(mark.line).not.toContain(mark.tag);
    expect(`virsh # ${mark.line}`.length).toBeLessThan(80);
  });

  test('has a new nonce for every command', () => {
    expect(new Set(Array.from({ length: 100 }, () => new EndMark().tag)).size).toBe(100);
  });

  test.each([
    ['nothing', ''],
    ['lines', '<domain>\n</domain>\n'],
    ['no last newline', 'value'],
    ['a prompt', 'virsh # \n'],
    ['its own repetition by another nonce', `virsh # ${new EndMark().line}\n`],
    ['the very line that prints it', `virsh # ${mark.line}\nvirsh # ${mark.line}\n`],
    ['names of a tenant', `<name>';" END\\ ü 服务器 echo --err E'ND</name>\n`],
  ])('cuts out output that is %s', (_, output) => {
    expect(mark.cutOutput(framed(output))).toBe(output);
  });

  test('cuts off a command that readline repeated in part', () => {
    expect(mark.cutOutput(`virsh # \r<${'x'.repeat(50)}'\nvalue\nvirsh # ${mark.line}\n`)).toBe('value\n');
  });

  test.each([
    ['no prompt', `'dumpxml' 'VM1'\nvirsh # ${mark.line}\n`],
    ['no repetition of the command', `virsh # ${mark.line}\n`],
    ['no repetition of the mark: a virsh without readline', 'virsh # Id: 1\nvirsh # '],
    ['another mark', `virsh # 'list'\nvirsh # ${new EndMark('f'.repeat(16)).line}\n`],
    ['nothing', ''],
  ])('gives nothing for text with %s', (_, text) => {
    expect(mark.cutOutput(text)).toBeUndefined();
  });
});

describe('VirshBatch', () => {
  const batch = new VirshBatch([
    ['schedinfo', 'one'],
    ['memtune', 'two'],
  ]);
  /** As virsh prints it, the tag of the last mark left out. */
  const printed = (outputs: readonly string[]): string => {
    const lines = batch.text.trimEnd().split('\n');
    const tags = lines
      .filter((line) => line.startsWith('echo'))
      .map((line) => line.split('; echo ')[1]!.replaceAll("'", ''));
    const parts = outputs.map(
      (output, at) => `virsh # ${lines[2 * at]}\n${output}virsh # ${lines[2 * at + 1]}\n${tags[at]}`,
    );
    return parts.join('').slice(0, -batch.tag.length);
  };

  test('finds the output of each of its commands', () => {
    expect(batch.cutOutputs(printed(['cpu_shares : 7\n', '']))).toEqual(['cpu_shares : 7\n', '']);
  });

  test('is not answered by less than all outputs', () => {
    expect(batch.cutOutputs(printed(['cpu_shares : 7\n']))).toBeUndefined();
  });
});

describe('TaggedPipe', () => {
  const text = `before END0123 END0123456789abcde ${mark.tag}virsh # `;
  const answer = text.slice(0, text.indexOf(mark.tag));

  test('finds the tag wherever the text is cut in three', () => {
    for (let first = 0; first <= text.length; first += 1) {
      for (let second = first; second <= text.length; second += 1) {
        const pipe = new TaggedPipe();
        pipe.expect(mark.tag);
        for (const chunk of [text.slice(0, first), text.slice(first, second), text.slice(second)]) pipe.push(chunk);

        expect(pipe.answer).toBe(answer);
        expect(pipe.rest).toBe('virsh # ');
      }
    }
  });

  test('finds the tag in text that comes one character at a time', () => {
    const pipe = new TaggedPipe();
    pipe.expect(mark.tag);
    for (const character of text) pipe.push(character);

    expect(pipe.answer).toBe(answer);
    expect(pipe.rest).toBe('virsh # ');
  });

  test('keeps what comes between two commands for the second', () => {
    const pipe = new TaggedPipe();
    pipe.push('early ');
    pipe.expect('TAG1');
    pipe.push('one TAG1 noise');
    pipe.push(' more ');
    expect(pipe.answer).toBe('early one ');

    pipe.expect('TAG2');
    expect(pipe.answer).toBeUndefined();
    pipe.push('two TAG2');

    expect(pipe.answer).toBe(' noise more two ');
  });

  test('takes a long answer in many small chunks without searching it again and again', () => {
    const pipe = new TaggedPipe();
    const chunk = 'x'.repeat(64);
    pipe.expect(mark.tag);
    // 32 MB: at a quadratic cost this would take hours, so that the test's own time limit judges it.
    for (let count = 0; count < 500_000; count += 1) pipe.push(chunk);
    pipe.push(mark.tag);

    expect(pipe.answer?.length).toBe(500_000 * 64);
  });
});
