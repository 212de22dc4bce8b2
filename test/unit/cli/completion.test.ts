import { describe, expect, test } from 'vitest';
import { buildProgram } from '../../../client/cli/program.ts';
import { commands } from '../../../client/generated/commands.ts';
import { complete } from './completed.ts';

const names = ['VM1', 'VM2', 'web'];
const offeredFor = async (line: string): Promise<readonly string[]> => (await complete(line, { names })).offered;
const program = buildProgram(commands, {});
const global = program.options.map(({ long }) => long);

describe('bash completes', () => {
  test('every command', async () => {
    const all = program.commands.map((command) => command.name());
    expect(await offeredFor('novatune ')).toEqual(all);
    expect(await offeredFor('novatune help ')).toEqual(all);
    expect(await offeredFor('novatune --os-user-id list --insecure lis')).toEqual(['list', 'list-extensions']);
  });

  test('the options of the whole program before a command, and all there are behind it', async () => {
    expect(await offeredFor('novatune -')).toEqual([...global, '-h', '--help']);
    for (const command of program.commands) {
      const own = command.options.flatMap(({ short, long }) => [short, long]).filter(Boolean);
      expect(await offeredFor(`novatune ${command.name()} -`)).toEqual([...own, '-h', '--help', ...global]);
    }
  });

  test.each([
    ['novatune list -f ', ['table', 'json', 'yaml', 'csv', 'value', 'shell']],
    ['novatune list --format y', ['yaml']],
    ['novatune list --format=js', ['json']],
    ['novatune list -fc', ['-fcsv']],
    ['novatune list "--format=js', ['json'].map((word) => `--format=${word}`)],
    ['novatune completion ', ['bash', 'zsh']],
    ['novatune allocation-', ['allocation-show', 'allocation-clear', 'allocation-history']],
    ['novatune allocation-clear VM1 --resource ', ['memory', 'soft_limit', 'cpu', 'disk', 'network']],
    ['novatune allocation-clear VM1 --resource=c', ['cpu']],
    ['novatune lv-set-cpu-priority VM1 400 --fo', ['--for', '--format']],
    ['novatune lv-set-cpu-priority VM1 400 --for ', []],
    ['novatune --debug completion --insecure z', ['zsh']],
    ['novatune -f ', program.commands.map((command) => command.name())],
    ['novatune list --watch=', []],
    ['novatune list -- -', []],
    ['novatune list ', []],
    ['novatune nothing -f ', []],
  ])('%s', async (line, offered) => {
    expect(await offeredFor(line)).toEqual(offered);
  });

  test('an action that is new, with a name for the server and none for its value', async () => {
    const traits = [{ ...commands.find(({ takesValue }) => takesValue)!, action: 'set-x', command: 'lv-set-x' }];
    expect((await complete('novatune lv-set-', { traits })).offered).toEqual(['lv-set-x']);
    expect((await complete('novatune lv-set-x V', { traits, names })).offered).toEqual(['VM1', 'VM2']);
    expect((await complete('novatune lv-set-x VM1 ', { traits, names })).offered).toEqual([]);
  });
});

describe('bash completes servers', () => {
  test.each([
    ['novatune lv-get-mem ', ['VM1', 'VM2', 'web']],
    ['novatune tc-set-net-priorities w', ['web']],
    ['novatune allocation-show VM1,V', ['VM1,VM2']],
    ['novatune allocation-history --limit 2 w', ['web']],
    ['novatune allocation-clear --all V', []],
    ['novatune lv-get-mem VM1,V', ['VM1,VM2']],
    ['novatune lv-get-mem VM1,', ['VM1,VM2', 'VM1,web']],
    ['novatune tc-get-net-priorities "VM1,V', ['VM1,VM2']],
    ['novatune lv-get-mem VM1,"V', ['VM2']],
    ['novatune lv-get-mem -f json --watch -- V', ['VM1', 'VM2']],
    ['novatune lv-get-mem VM3', []],
    ['novatune lv-get-mem VM1 V', []],
    ['novatune lv-set-mem --all V', []],
    ['novatune lv-set-mem --all-projects ', []],
    ['novatune list V', []],
  ])('%s', async (line, offered) => {
    expect(await offeredFor(line)).toEqual(offered);
  });

  test('of the cloud that was typed', async () => {
    const typed = `--os-endpoint-override "http://[::1]:9774" --os-user-id=me --os-cacert ~/ca.pem --insecure`;
    const { calls, offered } = await complete(`novatune ${typed} lv-get-mem -f json -c --debug --os-project-id $X V`, {
      names,
    });
    expect(calls).toEqual([
      '--os-endpoint-override http://[::1]:9774 --os-user-id=me --os-cacert /home/me/ca.pem --insecure ' +
        '--os-project-id $X --timeout 2 list -f value -c name',
    ]);
    expect(offered).toEqual(['VM1', 'VM2']);
  });

  test('only when there is a name to complete', async () => {
    for (const line of ['novatune ', 'novatune list -', 'novatune lv-set-mem VM1 ', 'novatune lv-get-mem --all V'])
      expect((await complete(line, { names })).calls).toEqual([]);
  });

  test.each([
    ['an error', 'echo "ERROR (Unauthorized): no" >&2; exit 1'],
    ['nobody answering for long', 'exec sleep 20'],
  ])('not, and without noise, with %s', { timeout: 10_000 }, async (_, novatune) => {
    expect(await complete('novatune lv-get-mem V', { novatune })).toMatchObject({ offered: [], stderr: '' });
  });
});

const hostile = [
  'two words',
  "it's",
  'do$(touch touched)`touch touched`$HOME',
  'se;touch touched #',
  'quo"te',
  'back\\slash\\',
  'glob*?[a]{b}',
  '~',
  'co:lon=eq@at',
  '&amp!bang|<>',
  'ünï',
];

describe('bash reads a completed name as it is', () => {
  test.each(hostile)('%s', async (name) => {
    const start = [...name].slice(0, 1).join('');
    const plain = /\w|ü/.test(start) ? start : `\\${start}`;
    for (const typed of [plain, `VM1,${plain}`, '"VM1,', "'VM1,", `VM1,"`, 'VM1,']) {
      const { words } = await complete(`novatune lv-get-mem ${typed}`, { names: [name] });
      expect(words).toEqual(['novatune', 'lv-get-mem', typed.includes('VM1') ? `VM1,${name}` : name]);
    }
  });

  test.each([
    ['novatune lv-get-mem two\\ w', 'two words'],
    ['novatune lv-get-mem "two w', 'two words'],
    ["novatune lv-get-mem two' 'w", 'two words'],
    ['novatune lv-get-mem co:l', 'co:lon=eq'],
    ['novatune lv-get-mem co:lon=', 'co:lon=eq'],
    ['novatune lv-get-mem "co:l', 'co:lon=eq'],
    ['novatune lv-get-mem "a\\"b\\$', 'a"b$c'],
  ])('%s', async (line, name) => {
    expect((await complete(line, { names: ['two words', 'co:lon=eq', 'a"b$c'] })).words.at(-1)).toBe(name);
  });

  test('and is offered none that cannot be typed', async () => {
    const untypable = ['', 'a,b', ' blank', 'blank ', '-all', 'bell\u0007'];
    expect((await complete('novatune lv-get-mem ', { names: untypable })).offered).toEqual([]);
  });
});
