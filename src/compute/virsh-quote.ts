/**
 * One line for virsh's own parser, which knows quotes and backslashes as a shell does, but expands nothing.
 * @throws {TypeError} as `checkVirshLine`
 */
export function formatVirshLine(args: readonly string[]): string {
  checkVirshLine(args);
  return args.map(quote).join(' ');
}

/** @throws {TypeError} there is no command, or a control character: TAB starts virsh's completion and is lost, a newline would start another command */
export function checkVirshLine(args: readonly string[]): void {
  if (args.length === 0) throw new TypeError('A virsh command needs a name');
  for (const argument of args) {
    if (/[\u0000-\u001f\u007f]/.test(argument)) {
      throw new TypeError(`A virsh argument has a control character: ${JSON.stringify(argument)}`);
    }
  }
}

/** Nearly all have no quote, and to look for one takes a tenth of the time. */
const quote = (argument: string): string =>
  argument.includes("'") ? `'${argument.replaceAll("'", String.raw`'\''`)}'` : `'${argument}'`;
