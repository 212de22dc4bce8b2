import { describe, expect, test } from 'vitest';
import { parseStory } from '../../stories/runner/parse-story.ts';
import { runStory } from '../../stories/runner/run-story.ts';
import type { World } from '../../world/world.ts';

const world = {
  url: 'http://127.0.0.1:1',
  kernel: {
    cpuShares: async (server: string) => (server === 'VM1' ? 400 : 1024),
    softLimitBytes: async () => undefined,
    netClass: async () => ({ classId: '4e54:10', preference: 105, rateKbit: 39_015, ceilKbit: 80_000 }),
  },
} as unknown as World;
const failuresOf = (text: string) => runStory(parseStory('some', `# title\n${text}`), world, '/nowhere');

describe('runStory', () => {
  test.each([
    [
      'keeps variables and the folder from one command to the next',
      '$ export A=b; mkdir c; cd c\n$ echo $A; basename $PWD\nb\nc\n',
    ],
    ['begins in an empty folder with an empty home', '$ ls -A . "$HOME"\n.:\n\n.../home:\n'],
    ['knows the ids of servers and projects', '$ echo $VM7 $PROJECT2\na...-000000000007 d...02\n'],
    ['points the command line at the world', '$ echo $OS_ENDPOINT_OVERRIDE\nhttp://127.0.0.1:1\n'],
    ['tells stderr and the exit status', '$ nonesuch\n2> bash: line 1: nonesuch: command not found\n[127]\n'],
    ['gives commands nothing to read', '$ cat\n'],
    ['asks the kernel, by name and by id', '$ kernel VM1 cpuShares; kernel $VM2 cpuShares\n400\n1024\n'],
    ['shows no limit as none', '$ kernel VM1 softLimitBytes\nnone\n'],
    ['shows a class', '$ kernel VM1 netClass\n4e54:10 preference 105 rate 39015Kbit ceil 80000Kbit\n'],
    ['waits for a number', '$ kernel VM1 cpuShares --below 401\nbelow 401\n'],
    ['fails to ask of what is not there', '$ kernel VM9 cpuShares\n2> kernel: there is no server VM9\n[1]\n'],
    ['has a terminal of 80 columns', "$ terminal bash -c 'stty size; tput bold; exit 3'\n24 80\n^[[1m (no-eol)\n[3]\n"],
    ['has a terminal as wide as asked', '$ COLUMNS=132 terminal stty size\n24 132\n'],
  ])('%s', async (_, text) => {
    expect(await failuresOf(text)).toEqual([]);
  });

  test('a wrong expectation fails with file, line, command and both outputs, and the commands behind it still run', async () => {
    expect(await failuresOf('\n$ echo a |\n>   cat\nb\n\n$ false\n')).toEqual([
      {
        line: 3,
        text: 'test/stories/some.txt:3\n$ echo a |\n>   cat\n  stdout: - expected, + got\n  - b\n  + a',
      },
      { line: 7, text: 'test/stories/some.txt:7\n$ false\n  exit status: expected 0, got 1' },
    ]);
  });

  test('a command that ends the shell fails, and ends the story', async () => {
    const failures = await failuresOf('$ echo a; exit 3\na\n$ false\n');

    expect(failures).toHaveLength(1);
    expect(failures[0]!.text).toContain('ended the shell (3)');
  });
});
