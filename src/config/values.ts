import { isIP } from 'node:net';
import { z } from 'zod';
import { mustBe } from './words.ts';

// What a single key may hold. The first parameter completes "must be …".

const value = <T>(what: string, test: (given: unknown) => boolean) => z.custom<T>(test, { error: mustBe(what) });

export const matching = (what: string, pattern: RegExp) =>
  value<string>(what, (given) => typeof given === 'string' && pattern.test(given));

export const text = (what: string) => matching(what, /./);

/** What is wrong with it is said without showing it. */
export const secret = (what: string) =>
  z.custom<string>((given) => typeof given === 'string' && given !== '', {
    error: ({ input }) => (input === undefined ? mustBe(what)({ input }) : `must be ${what}`),
  });

export const trueOrFalse = value<boolean>('true or false', (given) => typeof given === 'boolean');

export const oneOf = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.enum(names, { error: mustBe(names.join(' or ')) });

const number = (what: string, fits: (given: number) => boolean) =>
  value<number>(what, (given) => typeof given === 'number' && fits(given));

export const whole = (what: string, least: number, most: number) =>
  number(what, (given) => Number.isSafeInteger(given) && given >= least && given <= most);

export const rateMbit = number(
  'a number of Mbit/s, above 0 and at most 1000000',
  (rate) => rate > 0 && rate <= 1_000_000,
);
export const seconds = number('a number of seconds, 0.1 to 600', (time) => time >= 0.1 && time <= 600);
export const secondsToADay = number('a number of seconds, 0.1 to 86400', (time) => time >= 0.1 && time <= 86_400);

export const ratio = number('a number, 1 or more', (given) => Number.isFinite(given) && given >= 1);

export const ipAddress = value<string>('an IP address', (given) => typeof given === 'string' && isIP(given) !== 0);

export const addressOrSubnet = value<string>(
  'an IP address, or a subnet such as 192.0.2.0/24',
  (given) => typeof given === 'string' && isSubnet(given),
);

function isSubnet(given: string): boolean {
  const [address = '', length, ...more] = given.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128));
}

export const httpUrl = (what: string) =>
  value<string>(what, (given) => typeof given === 'string' && isPlainHttpUrl(given));

function isPlainHttpUrl(given: string): boolean {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return isPlain && /^https?:$/.test(url.protocol);
}

/** As a browser sends it: scheme, host, and a port that is not the scheme's own; no path. `*` is every one. */
export const origin = value<string>(
  'an origin such as https://dashboard.example.org, or *',
  (given) => given === '*' || (typeof given === 'string' && isPlainHttpUrl(given) && new URL(given).origin === given),
);
