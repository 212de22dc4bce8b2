import { describe, expect, test } from 'vitest';
import { type Bound, Bounds } from '../../../src/identity/bounds.ts';
import type { Caller } from '../../../src/identity/caller.ts';
import { callerOf } from './callers.ts';

const fields = new Map([
  ['set-cpu-priority', { name: 'share' }],
  ['set-memory-soft-limit', { name: 'memory_limit', unlimited: -1 }],
]);
const manager = callerOf({ roles: ['manager', 'member', 'reader'] });
const admin = callerOf({ roles: ['admin', 'manager', 'member', 'reader'], isAdmin: true });

type Given = Partial<Bound>;

/** What is said of a value; undefined if it passes. */
function refusal(
  given: readonly Given[],
  value: number,
  caller: Caller = manager,
  projectId = 'p1',
): string | undefined {
  const bounds = new Bounds(
    given.map((bound) => ({ action: 'set-cpu-priority', ...bound })),
    fields,
  );
  const [action, field] =
    given[0]?.action === undefined ? ['set-cpu-priority', 'share'] : [given[0].action, 'memory_limit'];
  try {
    bounds.enforce({ action, request: { [field]: value }, projectId }, caller);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const refused = expect.stringMatching(/^Policy doesn't allow .* to be performed with /);

describe('a bound', () => {
  test.each([
    [{ min: 100, max: 1024 }, 99, '100 to 1024'],
    [{ min: 100, max: 1024 }, 1025, '100 to 1024'],
    [{ min: 100 }, 99, '100 or more'],
    [{ max: 1024 }, 1025, '1024 or less'],
  ])('%j refuses %d and names what is allowed', (bound, value, allowed) => {
    expect(refusal([bound], value)).toBe(
      `Policy doesn't allow os_compute_api:os-libvirt-resources:set-cpu-priority to be performed with share ${value}: ${allowed} is allowed.`,
    );
  });

  test.each([
    [{ min: 100, max: 1024 }, 100],
    [{ min: 100, max: 1024 }, 1024],
    [{ min: 100 }, 262_144],
    [{ max: 1024 }, 1],
  ])('%j lets %d pass', (bound, value) => {
    expect(refusal([bound], value)).toBeUndefined();
  });

  test.each([
    [{ max: 1024 }, refused],
    [{ min: 64, max: 1024 }, refused],
    [{ min: 64 }, undefined],
  ])('%j holds no limit at all for the greatest value', (bound, outcome) => {
    expect(refusal([{ action: 'set-memory-soft-limit', ...bound }], -1)).toEqual(outcome);
  });
});

describe('who is bound', () => {
  const few: Given = { max: 10 };
  const some: Given = { max: 100 };

  test.each<[string, Given[], Caller, number, unknown]>([
    ['nobody, without bounds', [], manager, 5000, undefined],
    ['nobody, by bounds of another action', [{ ...few, action: 'set-io-priority' }], manager, 5000, undefined],
    ['everybody but admins, by one without a role', [few], manager, 50, refused],
    ['no admin, by one without a role', [few], admin, 50, undefined],
    ['no admin, by one of a role that admins have as well', [{ ...few, role: 'manager' }], admin, 50, undefined],
    ['an admin, by one of the role admin', [{ ...few, role: 'Admin' }], admin, 50, refused],
    ['whoever has the role', [{ ...few, role: 'Manager' }], manager, 50, refused],
    ['nobody else than whoever has the role', [{ ...few, role: 'operator' }], manager, 50, undefined],
    ['the servers of the project', [{ ...few, project: 'p1' }], manager, 50, refused],
    ['no servers of other projects', [{ ...few, project: 'p2' }], manager, 50, undefined],
    ['the project more exactly than all', [few, { ...some, project: 'p1' }], manager, 50, undefined],
    ['the project more exactly, and not more widely', [some, { ...few, project: 'p1' }], manager, 50, refused],
    ['the role more exactly than all', [few, { ...some, role: 'manager' }], manager, 50, undefined],
    [
      'the project more exactly than the role',
      [
        { ...few, role: 'manager' },
        { ...some, project: 'p1' },
      ],
      manager,
      50,
      undefined,
    ],
    [
      'both by the widest of several',
      [
        { ...few, role: 'member' },
        { ...some, role: 'manager' },
      ],
      manager,
      50,
      undefined,
    ],
  ])('%s', (_what, given, caller, value, outcome) => {
    expect(refusal(given, value, caller)).toEqual(outcome);
  });

  test('the project is the one of the server', () => {
    expect(refusal([{ ...few, project: 'p2', role: 'admin' }], 50, admin, 'p2')).toEqual(refused);
    expect(refusal([{ ...few, project: 'p1', role: 'admin' }], 50, admin, 'p2')).toBeUndefined();
  });

  test('several ranges are all named', () => {
    const ranges = [
      { min: 1, max: 10, role: 'member' },
      { min: 90, role: 'manager' },
    ];

    expect(refusal(ranges, 50)).toMatch(/: 1 to 10, or 90 or more is allowed\.$/);
  });
});

test('what takes no number is not bound', () => {
  const bounds = new Bounds([{ action: 'set-cpu-priority', max: 10 }], fields);

  expect(() => bounds.enforce({ action: 'get-cpu-priority', request: null, projectId: 'p1' }, manager)).not.toThrow();
});
