import { beforeEach, describe, expect, test } from 'vitest';
import { VirshSession } from '../../../src/compute/virsh-session.ts';
import { fakeCluster } from '../../../src/fake/fake-cluster.ts';
import { FakeDomain } from '../../../src/fake/fake-domain.ts';
import type { FakeHost } from '../../../src/fake/fake-host.ts';
import { sampleServers } from '../../../src/fake/servers.ts';
import { ms } from '../../../src/units.ts';

const vm1 = sampleServers[0]!;
const enough = ms(1000);

let fake: FakeHost;
let session: VirshSession;

beforeEach(() => {
  fake = fakeCluster()[0] as FakeHost;
  session = new VirshSession({ transport: fake, uri: 'qemu:///system' });
});

describe('a fake session', () => {
  test('is understood by a real one', async () => {
    expect(await session.run(['domstate', vm1.id, '--reason'], enough)).toBe('running (booted)\n');
    await expect(session.run(['domstate', 'nobody', '--reason'], enough)).rejects.toMatchObject({
      reason: 'exit',
      stderr: expect.stringContaining("failed to get domain 'nobody'"),
    });
    expect(await session.run(['list', '--all', '--uuid'], enough)).toContain(vm1.id);
  });

  test.each([
    `it's "quoted"; list`,
    'back\\slash $HOME `x`',
    '  leading and trailing  ',
    '--help',
    'virsh # ',
    'ENDdeadbeefdeadbeef',
    "'; echo 'ENDdeadbeef",
    'größe 服务器 😀',
    'x'.repeat(300),
  ])('takes a name as it is, whatever is in it: %j', async (name) => {
    const server = { ...vm1, name };
    fake.virsh.domains.set(server.id, new FakeDomain(server, fake.kind));

    expect(await session.run(['domuuid', '--domain', name], enough)).toBe(`${server.id}\n`);
    expect(await session.run(['dumpxml', server.id], enough)).toContain(`<uuid>${server.id}</uuid>`);
  });

  test('shows a name with several lines as it is', async () => {
    const server = { ...vm1, name: 'one\nvirsh # echo\ntwo\r' };
    fake.virsh.domains.set(server.id, new FakeDomain(server, fake.kind));

    expect(await session.run(['dumpxml', server.id], enough)).toContain('one\nvirsh # echo\ntwo&#13;');
  });

  test('is gone once it was killed', async () => {
    await session.run(['domstate', vm1.id, '--reason'], enough);

    session.kill();

    await expect(session.run(['domstate', vm1.id, '--reason'], enough)).rejects.toMatchObject({ reason: 'ended' });
  });
});
