const bytesPerMiB = 2 ** 20;
/** As virsh and QEMU read them: one letter and `…iB` are powers of 1024, `…B` is of 1000. @see man 1 virsh, NOTES on scaled integers */
const exponents: Readonly<Record<string, number>> = { K: 1, M: 2, G: 3, T: 4 };

/**
 * A size of memory in MiB, from `512`, `512M`, `1GiB` or `1.5G`; a bare number is MiB.
 * @throws {RangeError} it is not a size, or not a whole number of MiB; the message says what would be right
 */
export function parseMemoryMiB(text: string): number {
  const [, number, letter = 'M', suffix = ''] = /^(-?\d+(?:\.\d+)?)\s*(?:([KMGT])(iB|B)?)?$/i.exec(text.trim()) ?? [];
  if (number === undefined)
    throw new RangeError(
      `'${text}' is no size of memory: it takes a number of MiB, or one with a unit, such as 512M or 1.5GiB`,
    );
  const exponent = exponents[letter.toUpperCase()] ?? 0;
  const mebibytes = (Number(number) * (suffix.toUpperCase() === 'B' ? 1000 : 1024) ** exponent) / bytesPerMiB;
  if (Number.isSafeInteger(mebibytes)) return mebibytes;
  if (Math.abs(mebibytes) > Number.MAX_SAFE_INTEGER)
    throw new RangeError(`'${text}' is more memory than can be counted`);
  const [below, above] = [Math.floor(mebibytes), Math.ceil(mebibytes)];
  throw new RangeError(
    `'${text}' is ${Number(mebibytes.toFixed(3))} MiB, and only whole MiB can be set: the nearest are ${below} and ${above}`,
  );
}
