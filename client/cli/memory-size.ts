/** As virsh and QEMU read them: one letter and `…iB` are powers of 1024, `…B` is of 1000. @see man 1 virsh, NOTES on scaled integers */
const exponents: Readonly<Record<string, bigint>> = { K: 1n, M: 2n, G: 3n, T: 4n };
const bytesPerMiB = 2n ** 20n;
const form = /^(-?)(?=\.?\d)(\d*)(?:\.(\d+))?\s*(?:([KMGT])(iB|B)?)?$/i;

/**
 * A size of memory in MiB, from `512`, `512M`, `1GiB` or `1.5G`; a bare number is MiB. A whole number below zero is for the service to judge.
 * @throws {RangeError} it is not a size, or not a whole number of MiB; the message says what would be right
 */
export function parseMemoryMiB(text: string): number {
  const [, sign, whole = '', fraction = '', letter, suffix = ''] = form.exec(text.trim()) ?? [];
  if (sign === undefined)
    throw new RangeError(
      `'${text}' is no size of memory: it takes a number of MiB, or one with a unit, such as 512M or 1.5GiB`,
    );
  const isBare = letter === undefined && fraction === '';
  if (sign === '-' && !isBare) throw new RangeError(`'${text}' is less than no memory: a size is 1 MiB or more`);
  const base = suffix.toUpperCase() === 'B' ? 1000n : 1024n;
  const bytes = BigInt(whole + fraction) * base ** (exponents[letter?.toUpperCase() ?? 'M'] ?? 0n);
  const divisor = bytesPerMiB * 10n ** BigInt(fraction.length);
  const [below, rest] = [bytes / divisor, bytes % divisor];
  if (below + (rest > 0n ? 1n : 0n) > BigInt(Number.MAX_SAFE_INTEGER))
    throw new RangeError(`'${text}' is more memory than can be counted`);
  if (rest === 0n) return Number(`${sign}${below}`);
  const nearest = below === 0n ? 'the least is 1' : `the nearest are ${below} and ${below + 1n}`;
  throw new RangeError(`'${text}' is ${figure(below, rest, divisor)}, and only whole MiB can be set: ${nearest}`);
}

/** A size that is not whole, for people: to three places, unless it would look whole with them. */
function figure(below: bigint, rest: bigint, divisor: bigint): string {
  const thousandths = (rest * 2000n + divisor) / (2n * divisor);
  if (thousandths === 0n) return `a little more than ${below} MiB`;
  if (thousandths === 1000n) return `a little less than ${below + 1n} MiB`;
  return `${below}.${String(thousandths).padStart(3, '0').replace(/0+$/, '')} MiB`;
}
