import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { buildProgram } from '../../../client/cli/program.ts';
import { commands } from '../../../client/generated/commands.ts';
import { type Document, describeActions } from '../../../scripts/generate/describe-actions.ts';

const contract = new URL('../../../openapi.yaml', import.meta.url);
const written = (): Document => parse(readFileSync(contract, 'utf8'), { merge: true });

/** The contract with one more action, as somebody would write it who has never heard of a command line. */
function withAction(name: string, request: object, result: object): Document {
  const document = written();
  Object.assign(document.components.schemas.ServerAction.properties, { [name]: request });
  Object.assign(document.components.schemas.ServerActionResults.properties, { [name]: result });
  return document;
}

describe('describeActions', () => {
  test('has a command of its own name for an action that says nothing of one', () => {
    const document = withAction(
      'set-burst-limit',
      {
        type: 'object',
        required: ['kbit'],
        description: 'Sets how much a server may burst. Refused at night.',
        properties: { kbit: { type: 'integer', 'x-unit': 'kbit' }, why: { type: 'string' } },
      },
      { type: 'object', required: ['kbit'], properties: { kbit: { type: 'integer', 'x-unit': 'kbit' } } },
    );

    const described = describeActions(document);

    expect(described.at(-1)).toMatchObject({
      action: 'set-burst-limit',
      command: 'set-burst-limit',
      reads: false,
      takesValue: true,
      summary: 'Sets how much a server may burst',
      answer: { kbit: { type: 'integer', unit: 'kbit' } },
      answers: { kbit: 'integer' },
    });
    const help = buildProgram(described, {})
      .commands.find((command) => command.name() === 'set-burst-limit')
      ?.helpInformation();
    expect(help).toContain('novatune set-burst-limit [options] <instance-name> <kbit>');
    expect(help).toContain('--why <value>');
  });

  test('takes get-x, set-x and reset-x for one thing', () => {
    const [setter, resetter] = ['set-net-priority', 'reset-net-priority'].map((name) =>
      commands.find(({ action }) => action === name),
    );

    const partners = { getter: 'get-net-priority', setter: 'set-net-priority', resetter: 'reset-net-priority' };
    expect(setter).toMatchObject(partners);
    expect(resetter).toMatchObject(partners);
  });

  test.each(commands.filter(({ reads }) => reads))('gives $action, which only looks, no partners', (traits) => {
    expect(Object.keys(traits)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(getter|(re)?setter)$/)]));
  });

  test.each([
    ['Limits it, e.g. 5 Mbit. Refused at night.', 'Limits it, e.g. 5 Mbit'],
    ['Limits it to approx. the half.\n`-1` is none.', 'Limits it to approx. the half'],
    ['Limits it. "None" is none.', 'Limits it'],
    ['Limits it... somehow. Really.', 'Limits it... somehow'],
    ['Limits it.', 'Limits it'],
    ['Limits it', 'Limits it'],
  ])('makes of %j the summary %j', (description, summary) => {
    expect(describeActions(withAction('get-limit', { description }, {})).at(-1)).toMatchObject({ summary });
  });

  test('recognises an answer by the fields that it always has', () => {
    const document = withAction(
      'get-burst',
      {},
      {
        type: 'object',
        required: ['kbit', 'until'],
        properties: { kbit: { type: 'number' }, until: { type: ['string', 'null'] }, why: { type: 'string' } },
      },
    );

    expect(describeActions(document).at(-1)?.answers).toEqual({ kbit: 'number' });
  });

  test('makes rows of a field that says so, of all that its things have, with the unit and the words of each', () => {
    const disk = {
      type: 'object',
      properties: {
        mbit: { type: ['integer', 'null'] },
        kind: { type: 'string' },
        request_id: { type: 'string', 'x-for-programs': true },
      },
    };
    const disks = {
      type: 'object',
      'x-rows': 'disk',
      properties: { vda: { ...disk, 'x-unit': 'Mbit', 'x-words': { none: -1 } }, vdb: disk },
    };
    const document = withAction('get-disks', {}, { type: 'object', required: ['disks'], properties: { disks } });

    const described = describeActions(document).at(-1);

    expect(described?.answers).toEqual({ disks: 'object' });
    expect(described?.answer).toEqual({
      disks: {
        type: 'object',
        rows: {
          name: 'disk',
          fields: {
            mbit: { type: 'integer' },
            kind: { type: 'string' },
            request_id: { type: 'string', isForPrograms: true },
          },
          numbers: { vda: { unit: 'Mbit', words: { none: -1 } } },
        },
      },
    });
  });

  test('tells of an argument the form that it must have, and what has it', () => {
    const properties = { until: { type: 'string', pattern: '^[0-9]+s$', examples: ['5s', '60s'] } };
    const document = withAction('set-pause', { type: 'object', properties }, {});

    expect(describeActions(document).at(-1)?.arguments).toEqual([
      {
        field: 'until',
        name: 'until',
        required: false,
        description: '',
        type: 'string',
        pattern: '^[0-9]+s$',
        examples: ['5s', '60s'],
      },
    ]);
  });

  test('asks twice only what only looks', () => {
    const readers = commands.filter(({ reads }) => reads).map(({ action }) => action);

    expect(readers).toEqual([
      'get-memory-soft-limit',
      'get-current-memory',
      'get-cpu-priority',
      'get-io-priority',
      'get-net-priority',
      'balloon-driver-enabled',
      'get-allocation',
    ]);
  });

  test('refuses two actions with one command', () => {
    const document = withAction('get-twin', { 'x-command': 'lv-get-mem' }, {});

    expect(() => describeActions(document)).toThrow('two actions have the command lv-get-mem');
  });

  test('refuses a reference that leads nowhere', () => {
    const document = withAction('get-lost', { $ref: '#/components/schemas/Nowhere' }, {});

    expect(() => describeActions(document)).toThrow('#/components/schemas/Nowhere leads nowhere');
  });
});

test("the commands are the thesis's twelve, and those that it found missing", () => {
  const names = buildProgram(commands, {}).commands.map((command) => command.name());

  expect(names.sort()).toEqual(
    [
      'lv-get-mem-soft-limit',
      'lv-set-mem-soft-limit',
      'lv-get-mem',
      'lv-set-mem',
      'lv-get-cpu-priority',
      'lv-set-cpu-priority',
      'lv-get-io-priority',
      'lv-set-io-priority',
      'tc-set-net-priority',
      'tc-get-net-priorities',
      'tc-get-net-priority',
      'ballooning-enabled',
      'tc-set-net-priorities',
      'tc-reset-net-priority',
      'allocation-show',
      'allocation-clear',
      'allocation-history',
      'list',
      'list-extensions',
      'help',
      'completion',
    ].sort(),
  );
});
