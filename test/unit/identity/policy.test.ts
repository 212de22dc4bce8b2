import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../src/identity/caller.ts';
import { enforce, ruleOf } from '../../../src/identity/policy.ts';

const caller = (projectId: string, ...roles: string[]): Caller => ({ userId: 'u', projectId, roles });
const refused = expect.objectContaining({
  kind: 'forbidden',
  message: "Policy doesn't allow os_compute_api:os-libvirt-resources:set-cpu-priority to be performed.",
});
const rule = ruleOf('set-cpu-priority');

describe('enforce', () => {
  test.each([
    ['an admin of the project', 'admin', caller('p', 'admin')],
    ['an admin of another project', 'admin', caller('q', 'admin')],
    ['a reader of the project', 'reader', caller('p', 'reader')],
    ['an admin of another project, who may read all the more', 'reader', caller('q', 'admin')],
  ] as const)('lets %s do what takes the role %s', (_who, check, who) => {
    expect(() => enforce(rule, check, who, 'p')).not.toThrow();
  });

  test.each([
    ['a reader of the project', 'admin', caller('p', 'reader')],
    ['someone with other roles', 'admin', caller('p', 'member', 'administrator')],
    ['a reader of another project', 'reader', caller('q', 'reader')],
  ] as const)("does not let %s do what takes the role %s, in Nova's words", (_who, check, who) => {
    expect(() => enforce(rule, check, who, 'p')).toThrow(refused);
  });

  test('lets nobody but an admin at a server that is nobody’s', () => {
    expect(() => enforce(rule, 'reader', caller('p', 'reader'), '')).toThrow(refused);
    expect(() => enforce(rule, 'reader', caller('p', 'admin'), '')).not.toThrow();
  });
});
