import { expect, test } from 'vitest';
import { matterNames, parseOptions } from '../../../scripts/bench/options.ts';

test('without options everything is measured, with ten minutes of soak', () => {
  const options = parseOptions([]);

  expect(options.matters).toEqual(matterNames);
  expect(options).toMatchObject({ quick: false, json: false, write: false, compare: undefined, soakSeconds: 600 });
});

test('--quick leaves the soak out, unless --only names it', () => {
  expect(parseOptions(['--quick']).matters).not.toContain('soak');
  expect(parseOptions(['--quick', '--only', 'soak']).matters).toEqual(['soak']);
});

test('--only names what is measured, in the usual order', () => {
  expect(parseOptions(['--only', 'soak', '--only', 'peers']).matters).toEqual(['peers', 'soak']);
});

test.each([
  [['--only', 'weather'], /--only takes one of peers, .*, not weather/],
  [['--soak-seconds', '0'], /--soak-seconds takes a number, not 0/],
  [['--direct', 'http://a/'], /--direct and --proxied go together/],
  [['--direct', 'a', '--proxied', 'http://b/'], /not a URL: a/],
  [['--fast'], /--fast/],
])('%j is refused with a sentence', (argv, message) => {
  expect(() => parseOptions(argv)).toThrow(message);
});
