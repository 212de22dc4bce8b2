import { describe, expect, test } from 'vitest';
import { linesOf, parseStory } from '../../stories/runner/parse-story.ts';

const story = (text: string) => parseStory('some', text);
const step = (text: string) => story(`# title\n${text}`).steps[0]!;

describe('parseStory', () => {
  test('takes the first comment for the title, and what stands behind needs: for its needs', () => {
    expect(story('# One thing\n# and more of it\nneeds: lab zsh\n\n$ true\n')).toMatchObject({
      name: 'some',
      title: 'One thing',
      needs: ['lab', 'zsh'],
    });
  });

  test('parts what a command prints and how it ends, and tells its line', () => {
    expect(step('\n$ ls a b\na\n2> no b\nc\n[2]\n')).toEqual({
      line: 3,
      command: 'ls a b',
      expected: { stdout: ['a', 'c'], stderr: ['no b'], exitStatus: 2 },
    });
  });

  test('joins the lines that go on with a command', () => {
    expect(step('$ cat <<END\n> a\n>\n> $b\n> END\na\n').command).toBe('cat <<END\na\n\n$b\nEND');
  });

  test.each([
    ['the end', '$ a\none\n'],
    ['the next command', '$ a\none\n$ b\n'],
    ['a blank line and the next command', '$ a\none\n\n$ b\n'],
    ['a blank line and a comment', '$ a\none\n\n# And then\n$ b\n'],
  ])('%s ends the output', (_, text) => {
    expect(step(text).expected.stdout).toEqual(['one']);
  });

  test.each([
    ['between lines', '$ a\none\n\ntwo\n', ['one', '', 'two']],
    ['before the blank line that ends it', '$ a\none\n\n\n$ b\n', ['one', '']],
    ['on stderr', '$ a\n2> one\n2>\n', ['one', '']],
  ])('a blank line %s is output', (_, text, lines) => {
    const { stdout, stderr } = step(text).expected;
    expect([...stdout, ...stderr]).toEqual(lines);
  });

  test('a comment sign without a blank line before it is output', () => {
    expect(step('$ a\n# one\n#two\n').expected.stdout).toEqual(['# one', '#two']);
  });

  test.each([
    ['no title', '$ true\n', 'some.txt:1: it has no title'],
    ['no command', '# title\n', 'some.txt:1: it has no command'],
    ['output before any command', '# title\n\noutput\n', 'some.txt:3: output without a command'],
    ['output below a comment', '# title\n$ true\n\n# more\noutput\n', 'some.txt:5: output without a command'],
    ['output behind the exit status', '# title\n$ false\n[1]\noutput\n', 'some.txt:4: the exit status'],
  ])('refuses %s, and tells where', (_, text, message) => {
    expect(() => story(text)).toThrow(message);
  });
});

test.each([
  ['', []],
  ['a\n', ['a']],
  ['a\n\n', ['a', '']],
  ['a\nb', ['a', 'b (no-eol)']],
])('linesOf(%j) is %j', (output, lines) => {
  expect(linesOf(output)).toEqual(lines);
});
