import { isIP } from 'node:net';
import { z } from 'zod';

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? String(value);

/** Makes a problem end in what would be right; `what` completes "must be …". */
const mustBe =
  (what: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    input === undefined ? `is missing: it must be ${what}` : `must be ${what}, not ${show(input)}`;

const value = <T>(what: string, test: (value: unknown) => boolean) => z.custom<T>(test, { error: mustBe(what) });
const text = (what: string) => value<string>(what, isText);
const trueOrFalse = () => value<boolean>('true or false', (given) => typeof given === 'boolean');
const oneOf = <const T extends string>(names: readonly T[]) =>
  z.enum(names, { error: mustBe(names.length === 1 ? String(names[0]) : `one of ${names.join(', ')}`) });

function number(what: string, fits: (value: number) => boolean) {
  return value<number>(what, (given) => typeof given === 'number' && fits(given));
}

const whole = (least: number, most: number, what = 'a whole number') =>
  number(
    most === Number.MAX_SAFE_INTEGER ? `${what} of ${least} or more` : `${what}, ${least} to ${most}`,
    (given) => Number.isInteger(given) && given >= least && given <= most,
  );

const rateMbit = number('a number of Mbit/s, above 0 and at most 1000000', (given) => given > 0 && given <= 1_000_000);
const seconds = number('a number of seconds, 0.1 to 600', (given) => given >= 0.1 && given <= 600);

/** A map of known keys. One with all its lines commented out is null to YAML, and counts as left out. */
function section<const Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = `it knows ${Object.keys(shape).join(', ')}`;
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `does not know ${(issue.keys as readonly string[]).join(', ')}; ${known}`
        : mustBe(`a map of keys; ${known}`)(issue),
  });
}
const nullIsMissing = (given: unknown): unknown => given ?? undefined;
const optional = <Section extends ReturnType<typeof section>>(part: Section) => z.preprocess(nullIsMissing, part);

const ssh = section({
  address: text('a host name or IP address'),
  port: whole(1, 65_535, 'a TCP port').default(22),
  user: text('the name of a user').default('root'),
  key_file: text("a private key's path"),
  known_hosts_file: text("a known_hosts file's path"),
});

/** What every host has, whatever the way to it. */
export const everyHost = {
  name: value<string>(
    'a name of letters, digits, dots, dashes and underscores',
    (given) => isText(given) && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(given),
  ),
  uri: text("libvirt's connection URI").default('qemu:///system'),
  uplink: value<string>(
    'auto or the name of a network interface',
    (given) => isText(given) && /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/.test(given),
  ).default('auto'),
  tc: optional(section({ htb_rate: rateMbit.optional(), link_rate: rateMbit.optional() }).prefault({})),
};
