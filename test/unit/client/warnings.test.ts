import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { CloudWarning } from '../../../client/index.ts';
import { parseWarnings } from '../../../client/warning-header.ts';
import { formatWarning } from '../../../src/http/warning.ts';
import { getShares, scriptedCloud, serverId, setShares } from './calls.ts';

describe('a Warning header', () => {
  test.each([
    [null, []],
    ['', []],
    ['299 novatune "The weight has no effect yet"', ['The weight has no effect yet']],
    ['299 novatune "one", 299 novatune "two, and more"', ['one', 'two, and more']],
    [String.raw`299 novatune "a \"b\" \\ c", 299 novatune "\\"`, [String.raw`a "b" \ c`, '\\']],
    ['299 novatune "not 299 really"', ['not 299 really']],
    [String.raw`299 novatune "like 299 x \"this\""`, ['like 299 x "this"']],
    ['199 proxy:8080 "stale" "Wed, 21 Oct 2015 07:28:00 GMT",299 novatune "mine"', ['stale', 'mine']],
    ['nonsense', []],
    ['299 novatune "never ends', []],
  ])('%j says %j', (header, texts) => {
    expect(parseWarnings(header)).toEqual(texts);
  });

  test('of the service is read as the service meant it', () => {
    const text = fc.string({ unit: fc.constantFrom(...'"\\,;a9. ') }).map((each) => each.replace(/ +/g, ' '));

    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
        expect(parseWarnings(texts.map(formatWarning).join(', '))).toEqual(texts);
      }),
    );
  });
});

describe('a warning', () => {
  const headers = { Warning: '299 novatune "one", 299 novatune "two"' };
  const about = { server: serverId, action: 'set-cpu-priority' };

  test('is told with the server and the action, each one', async () => {
    const told: CloudWarning[] = [];
    const cloud = scriptedCloud([{ ...setShares, headers }], { onWarning: (warning) => told.push(warning) });

    await cloud.setCpuPriority(serverId, { share: 400 });

    expect(told).toEqual([
      { text: 'one', ...about },
      { text: 'two', ...about },
    ]);
  });

  test('goes to the call’s own listener, if it has one', async () => {
    const general: CloudWarning[] = [];
    const own: CloudWarning[] = [];
    const cloud = scriptedCloud(
      [
        { ...setShares, headers },
        { ...getShares, headers },
      ],
      {
        onWarning: (warning) => general.push(warning),
      },
    );

    await cloud.setCpuPriority(serverId, { share: 400 }, { onWarning: (warning) => own.push(warning) });
    await cloud.runAction(serverId, 'get-cpu-priority', null, { onWarning: (warning) => own.push(warning) });

    expect(general).toEqual([]);
    expect(own.map(({ text, action }) => `${action}: ${text}`)).toEqual([
      'set-cpu-priority: one',
      'set-cpu-priority: two',
      'get-cpu-priority: one',
      'get-cpu-priority: two',
    ]);
  });

  test('that nobody listens to does no harm', async () => {
    expect(await scriptedCloud([{ ...setShares, headers }]).setCpuPriority(serverId, { share: 400 })).toEqual({
      share: 400,
    });
  });

  test('whose listener throws is an uncaught error after the call, which has its answer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const told: string[] = [];
    const onWarning = ({ text }: CloudWarning) => {
      told.push(text);
      throw new Error(`cannot hear ${text}`);
    };
    const cloud = scriptedCloud([{ ...setShares, headers }], { onWarning });

    expect(await cloud.setCpuPriority(serverId, { share: 400 })).toEqual({ share: 400 });

    expect(told).toEqual(['one', 'two']);
    expect(() => vi.advanceTimersToNextTimer()).toThrow('cannot hear one');
    expect(() => vi.advanceTimersToNextTimer()).toThrow('cannot hear two');
  });
});
