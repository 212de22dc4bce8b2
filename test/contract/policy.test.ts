import { describe, expect, test } from 'vitest';
import { sampleServers } from '../../src/fake/servers.ts';
import { defaultRules } from '../../src/identity/default-rules.ts';
import { Policy } from '../../src/identity/policy.ts';
import { mergeRules } from '../../src/identity/policy-rules.ts';
import { ruleOfRead } from '../../src/identity/rule-names.ts';
import type { Server } from '../../src/inventory/server.ts';
import { openPolicies } from '../../src/policies.ts';
import { admin, appUnderTest, inventoryOf, nowhere, reader, serverOf, vm1, vm3, vm6 } from './app-under-test.ts';
import { act, ask } from './ask.ts';

const locked = 'a0000000-0000-4000-8000-0000000000ab';
const lockedAndStopped = 'a0000000-0000-4000-8000-0000000000ac';
const samples = sampleServers.map(serverOf);
const [sample] = samples as [Server];
const servers = [
  ...samples,
  { ...sample, id: locked, isLocked: true },
  { ...sample, id: lockedAndStopped, isLocked: true, state: 'stopped' as const },
];
const bounds = [
  { action: 'set-cpu-priority', min: 100, max: 1024 },
  { action: 'set-memory-soft-limit', max: 1024 },
  { action: 'set-memory-soft-limit', role: 'admin', max: 4096 },
];
/** Here a reader may set, within bounds. */
const { app, performed } = appUnderTest({
  ...openPolicies({ policy: { profile: 'thesis' }, bounds }),
  inventory: inventoryOf(servers),
});
const setShare = (share: unknown) => ({ 'set-cpu-priority': { share } });
const forbidden = (message: string) => ({ forbidden: { code: 403, message } });

describe('a value out of bounds', () => {
  test.each([
    [99, 'share 99: 100 to 1024 is allowed'],
    [1025, 'share 1025: 100 to 1024 is allowed'],
    ['4096', 'share 4096: 100 to 1024 is allowed'],
  ])('is refused, and what is allowed is told: %j', async (share, told) => {
    const before = performed.length;

    const answer = await act(app, reader, vm1, setShare(share));

    expect([answer.status, answer.body]).toEqual([
      403,
      forbidden(
        `Policy doesn't allow os_compute_api:os-libvirt-resources:set-cpu-priority to be performed with ${told}.`,
      ),
    ]);
    expect(performed).toHaveLength(before);
  });

  test('is no limit at all, where there is a greatest one', async () => {
    const unlimited = { 'set-memory-soft-limit': { memory_limit: -1 } };

    const answers = [await act(app, reader, vm1, unlimited), await act(app, admin, vm1, unlimited)];

    expect(answers.map(({ body }) => body.forbidden?.message)).toEqual([
      expect.stringMatching(/with memory_limit -1: 1024 or less is allowed\.$/),
      expect.stringMatching(/with memory_limit -1: 4096 or less is allowed\.$/),
    ]);
  });

  test('is nothing to an admin without bounds of their own', async () => {
    expect((await act(app, admin, vm1, setShare(9000))).status).toBe(200);
  });

  test.each([100, '1024'])('is not %j', async (share) => {
    expect((await act(app, reader, vm1, setShare(share))).status).toBe(200);
  });
});

describe('a locked server', () => {
  test("is left alone, in Nova's words", async () => {
    const answer = await act(app, reader, locked, setShare(200));

    expect([answer.status, answer.body]).toEqual([
      409,
      { conflictingRequest: { code: 409, message: `Instance ${locked} is locked` } },
    ]);
  });

  test('can be looked at, and an admin is not held up', async () => {
    expect((await act(app, reader, locked, { 'get-cpu-priority': null })).status).toBe(200);
    expect((await act(app, admin, locked, setShare(200))).status).toBe(200);
  });
});

describe('of several things that are wrong the first is told:', () => {
  test.each([
    ['the value', 'x', nowhere, 400],
    ['whether the server is there', 5000, nowhere, 404],
    ["that it is another project's", 5000, vm3, 404],
    ['the bounds', 5000, lockedAndStopped, 403],
    ['the lock', 200, lockedAndStopped, 409],
    ['the state', 200, vm6, 409],
  ])('%s', async (what, share, server, status) => {
    const answer = await act(app, reader, server, setShare(share));

    expect(answer.status).toBe(status);
    expect(/is locked/.test(answer.text)).toBe(what === 'the lock');
    expect(/vm_state stopped/.test(answer.text)).toBe(what === 'the state');
  });
});

test('whoever may list the servers of every project by the policy does', async () => {
  const written = [{ name: ruleOfRead('index:get_all_tenants'), text: 'role:reader', line: 1 }];
  const policy = new Policy(mergeRules(defaultRules('default', {}), written));
  const { app: open } = appUnderTest({ policy });

  const answer = await ask(open, { path: '/v2.1/servers?all_tenants=1', token: reader });
  const inFull = await ask(open, { path: '/v2.1/servers/detail?all_tenants=1', token: reader });

  expect(answer.body.servers).toHaveLength(sampleServers.length);
  expect(inFull.status).toBe(403);
});
