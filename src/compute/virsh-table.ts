/** The value of one `name : value` or `name value` line of virsh's output, such as `cpu_shares     : 1024`; undefined where it is missing. */
export function findField(text: string, name: string): string | undefined {
  for (const line of text.split('\n')) {
    if (!line.startsWith(name)) continue;
    const match = /^(?:\s*:|\s)\s*([^\s:](?:.*\S)?)\s*$/.exec(line.slice(name.length));
    if (match !== null) return match[1];
  }
  return undefined;
}

/**
 * As `findField`, for a number.
 * @throws {Error} the line is there but is no number: virsh's output is not what is known of it
 */
export function findNumber(text: string, name: string): number | undefined {
  const field = findField(text, name);
  if (field === undefined) return undefined;
  const value = Number(field);
  if (!Number.isSafeInteger(value)) throw noNumber(text, name);
  return value;
}

/**
 * As `findNumber`, for a line that is always there.
 * @throws {Error} it is missing, or no number
 */
export function getNumber(text: string, name: string): number {
  const value = findNumber(text, name);
  if (value === undefined) throw noNumber(text, name);
  return value;
}

const noNumber = (text: string, name: string): Error =>
  new Error(`virsh's output has no number ${name}: ${JSON.stringify(text.slice(0, 200))}`);

/** The rows of a table as `domiflist` prints it, each split at white space. Its head, which a virsh with `-q` leaves out, ends in a rule. */
export function parseRows(text: string): string[][] {
  const lines = text.split('\n').map((line) => line.trim());
  const rule = lines.findIndex((line) => /^-{3,}$/.test(line));
  return lines
    .slice(rule + 1)
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/));
}
