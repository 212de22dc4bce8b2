import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Answer } from '../../../client/cli/output/answer.ts';
import { type Format, formatAnswer, formats } from '../../../client/cli/output/print.ts';

const kib = { type: 'integer', unit: 'KiB', words: { unlimited: 9007199254740991 } } as const;
const one: Answer = {
  columns: [
    { key: 'server' },
    { key: 'host', isOptional: true },
    { key: 'before', traits: kib },
    { key: 'soft_limit', traits: kib, from: 'before' },
    { key: 'success', isForPrograms: true },
  ],
  rows: [{ server: 'VM1', before: 9007199254740991, soft_limit: 131_072, success: 1 }],
  one: true,
};
const two: Answer = {
  ...one,
  rows: [...one.rows, { server: 'a"$(b)`c\\', host: 'compute2', before: 1, soft_limit: undefined }],
  one: false,
};
/** One of each kind that a terminal would act upon, or that turns or hides what people see. */
const steering = [
  '\u001b[2J',
  ...['\u0000', '\t', '\r', '\u007f', '\u0085', '\u009b', '\u061c', '\u200e', '\u200f', '\u2028', '\u2029'],
  ...['\u202a', '\u202e', '\u2066', '\u2069', '\ufeff'],
];
const print = (answer: Answer, format: Format, ...columns: string[]): Promise<string> =>
  formatAnswer(answer, { format, columns });

describe('formatAnswer', () => {
  test('draws a table for people, with units, names of numbers, and the change in one column', async () => {
    expect(await print(one, 'table')).toBe(
      [
        '+--------+-----------------------------------+',
        '| Server | Soft Limit                        |',
        '+--------+-----------------------------------+',
        '| VM1    | unlimited -> 131072 KiB (128 MiB) |',
        '+--------+-----------------------------------+',
        '',
      ].join('\n'),
    );
  });

  test('shows a number as it is for the thing that its row is about, and as it stands to programs', async () => {
    const of = { memory: kib, network: { words: { none: -1 } } } as const;
    const traitsOf = (row: object) => of[(row as { resource: keyof typeof of }).resource];
    const answer: Answer = {
      columns: [{ key: 'resource' }, { key: 'asked', traitsOf }],
      rows: [
        { resource: 'memory', asked: 131_072 },
        { resource: 'memory', asked: 9007199254740991 },
        { resource: 'network', asked: -1 },
        { resource: 'network', asked: null },
      ],
      one: false,
    };

    expect(await print(answer, 'table', 'asked')).toBe(
      [
        '+----------------------+',
        '| Asked                |',
        '+----------------------+',
        '| 131072 KiB (128 MiB) |',
        '| unlimited            |',
        '| -1 (none)            |',
        '| -                    |',
        '+----------------------+',
        '',
      ].join('\n'),
    );
    expect(await print(answer, 'value', 'asked')).toBe('131072\n9007199254740991\n-1\n-\n');
  });

  test('prints one server as an object and several as a list, with native numbers', async () => {
    const { server, before, soft_limit, success } = JSON.parse(await print(one, 'json'));

    expect({ server, before, soft_limit, success }).toEqual(one.rows[0]);
    expect(JSON.parse(await print(two, 'json'))).toHaveLength(2);
    expect(JSON.parse(await print(two, 'json'))[1]).toMatchObject({ soft_limit: null, success: null });
  });

  test('quotes texts in csv and leaves numbers alone', async () => {
    expect(await print(two, 'csv')).toBe(
      [
        '"server","host","before","soft_limit","success"',
        '"VM1","",9007199254740991,131072,1',
        '"a""$(b)`c\\","compute2",1,"",""',
        '',
      ].join('\n'),
    );
  });

  test('prints bare values, one row on a line', async () => {
    expect(await print(one, 'value')).toBe('VM1 9007199254740991 131072 1\n');
    expect(await print(two, 'value', 'soft_limit')).toBe('131072\n-\n');
  });

  test('assigns shell variables that no name can break out of', async () => {
    expect(await print(one, 'shell', 'server', 'soft_limit')).toBe('server="VM1"\nsoft_limit="131072"\n');
    expect(await print(two, 'shell', 'server')).toBe(`server_1="VM1"\nserver_2="a\\"\\$(b)\\\`c\\\\"\n`);
  });

  test('prints yaml', async () => {
    expect(await print(one, 'yaml', 'server', 'success')).toBe('server: "VM1"\nsuccess: 1\n');
  });

  test.each([
    ...['no', 'y', 'null', '~', '1_000', '12:34:56', '0o17', '1e3', '.inf', '=', '<<', '2001-12-14'],
    ...['- a', 'a: b', '# a', '', ' ', '"\\', `${'long '.repeat(40)}\nand more`, ...steering],
  ])('prints %j as a text on one line in every version of yaml', async (server) => {
    const printed = await print({ ...one, rows: [{ server }] }, 'yaml', 'server');

    expect(printed).toMatch(/^server: "[^\n]*"\n$/);
    for (const version of ['1.1', '1.2'] as const) expect(parse(printed, { version })).toEqual({ server });
  });

  test('nothing is no answer in json, either', async () => {
    expect(await print({ ...one, rows: [] }, 'json')).toBe('null\n');
  });

  test.each(formats)('keeps to the chosen columns in %s, by key or heading', async (format) => {
    const printed = await print(two, format, 'Soft Limit', 'SERVER');

    expect(printed).not.toMatch(/success|before|compute2/i);
    expect(printed).toContain('VM1');
  });

  test.each(['table', 'value', 'csv', 'shell'] as const)('shows what would steer a terminal in %s', async (format) => {
    const printed = await print({ ...one, rows: [{ server: `a${steering.join('')}b` }] }, format, 'server');

    expect(printed).toMatch(/a\\+u001b\[2J/);
    for (const text of steering) expect(printed).not.toContain(text);
  });

  test.each([
    'json',
    'yaml',
  ] as const)('escapes what would steer a terminal in %s, which reads it back', async (format) => {
    const server = `a${steering.join('')}b`;
    const printed = await print({ ...one, rows: [{ server }] }, format, 'server');

    for (const text of steering) expect(printed).not.toContain(text);
    expect(parse(printed)).toEqual({ server });
    if (format === 'json') expect(JSON.parse(printed)).toEqual({ server });
  });
});
