import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LocalTransport } from '../../../src/transport/local.ts';
import { ms } from '../../../src/units.ts';
import { RecordedChannel } from './recorded-channel.ts';
import { behavesAsTransport } from './transport-behaviour.ts';

describe('LocalTransport', () => {
  let transport: LocalTransport;
  beforeEach(() => {
    transport = new LocalTransport('compute1');
  });
  afterEach(() => transport.close());

  behavesAsTransport(test, () => transport);

  test('runs a program that is not to be run as unreachable', async () => {
    await expect(transport.run(['/etc/passwd'], { timeoutMs: ms(5000) })).rejects.toMatchObject({
      reason: 'unreachable',
    });
  });

  test('open fails when there is no such program', async () => {
    const open = transport.open(['novatune-no-such-program'], new RecordedChannel());

    await expect(open).rejects.toMatchObject({ reason: 'unreachable', host: 'compute1' });
  });

  test('hands over nothing else of its own environment', async () => {
    const { stdout } = await transport.run(['env'], { timeoutMs: ms(5000) });

    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split('=')[0])
        .sort(),
    ).toEqual(['LC_ALL', 'PATH']);
  });
});
