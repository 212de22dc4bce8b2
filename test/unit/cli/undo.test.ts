import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../client/cli/carry-out.ts';
import { familyOf } from '../../../client/cli/commands/action.ts';
import { undoLine } from '../../../client/cli/undo.ts';
import { commands } from '../../../client/generated/commands.ts';

const undo = (action: string, before: Outcome['before'], again = 'VM1'): string => {
  const family = familyOf(commands.find((traits) => traits.action === action)!, commands);
  const outcome = {
    target: { label: again, again, id: 'id' },
    fields: {},
    effect: 'made' as const,
    ...(before && { before }),
  };
  return undoLine('novatune', family, outcome);
};

describe('undoLine', () => {
  test.each([
    ['set-cpu-priority', { share: 1024 }, 'novatune lv-set-cpu-priority VM1 1024'],
    ['set-io-priority', { weight: 500 }, 'novatune lv-set-io-priority VM1 500'],
    ['set-current-memory', { actual: 262_144 }, 'novatune lv-set-mem VM1 256'],
    ['set-memory-soft-limit', { soft_limit: 131_072 }, 'novatune lv-set-mem-soft-limit VM1 128'],
    ['set-memory-soft-limit', { soft_limit: 9007199254740991 }, 'novatune lv-set-mem-soft-limit VM1 unlimited'],
    ['set-net-priority', { prio: 33 }, 'novatune tc-set-net-priority VM1 33'],
    ['set-net-priority', { prio: -1 }, 'novatune tc-reset-net-priority VM1'],
    ['reset-net-priority', { prio: 0 }, 'novatune tc-set-net-priority VM1 0'],
    ['reset-net-priority', { prio: -1 }, 'novatune tc-reset-net-priority VM1'],
  ])('%s on a server with %j is taken back by %s', (action, before, line) => {
    expect(undo(action, before)).toBe(line);
  });

  test('has no value for what may be left out, such as the time for which something is asked', () => {
    const names = commands.find(({ action }) => action === 'set-cpu-priority')!.arguments.map(({ name }) => name);
    expect(names).toEqual(['shares', 'for']);
    expect(undo('set-cpu-priority', { share: 1024, for: '30m' })).toBe('novatune lv-set-cpu-priority VM1 1024');
  });

  test('says what cannot be brought back exactly', () => {
    expect(undo('set-current-memory', { actual: 200_001 })).toBe(
      'novatune lv-set-mem VM1 195 # it had 200001 KiB, which cannot be set exactly',
    );
    expect(undo('set-io-priority', { weight: 50 })).toBe(
      'novatune lv-set-io-priority VM1 100 # it had 50, which cannot be set exactly',
    );
  });

  test('quotes a name for the shell', () => {
    expect(undo('set-cpu-priority', { share: 2 }, "web $(reboot)'s")).toBe(
      String.raw`novatune lv-set-cpu-priority 'web $(reboot)'\''s' 2`,
    );
  });

  test('is a comment where nothing is known', () => {
    expect(undo('set-cpu-priority', undefined)).toBe('# VM1: what it had before is not known');
  });

  test('keeps a name that looks like an option from being one', () => {
    expect(undo('set-cpu-priority', { share: 1024 }, '--all')).toBe('novatune lv-set-cpu-priority -- --all 1024');
  });

  test('lets no name end a comment', () => {
    expect(undo('set-cpu-priority', undefined, 'x\nreboot #')).toBe(
      String.raw`# x\u000areboot #: what it had before is not known`,
    );
  });

  test('never makes nothing of a small size', () => {
    expect(undo('set-memory-soft-limit', { soft_limit: 1 })).toBe(
      'novatune lv-set-mem-soft-limit VM1 1 # it had 1 KiB, which cannot be set exactly',
    );
  });

  test('has a value for each argument, or says that there is no way back', () => {
    const [setter] = commands.filter(({ action }) => action === 'set-cpu-priority');
    const [share] = setter!.arguments;
    const two = { ...setter!, arguments: [share!, { ...share!, field: 'burst', name: 'burst' }] };
    const outcome = { target: { label: 'VM1', again: 'VM1', id: 'id' }, fields: {}, effect: 'made' as const };
    const getter = (answer: object) => ({ ...setter!, answer: answer as NonNullable<typeof setter>['answer'] });

    const both = getter({ share: { type: 'integer' }, burst: { type: 'integer' } });
    const before = { share: 5, burst: 7 };
    expect(undoLine('novatune', { traits: two, getter: both, setter: two }, { ...outcome, before })).toBe(
      'novatune lv-set-cpu-priority VM1 5 7',
    );

    const other = getter({ share: { type: 'integer' }, peak: { type: 'integer' } });
    expect(
      undoLine('novatune', { traits: two, getter: other, setter: two }, { ...outcome, before: { share: 5, peak: 7 } }),
    ).toBe('# VM1: no command brings back 5, 7');
  });
});
