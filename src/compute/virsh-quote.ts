/**
 * One line for virsh's own parser, which knows quotes and backslashes as a shell does, but expands nothing.
 * @throws {TypeError} there is no command, or a control character: TAB starts virsh's completion and is lost, a newline would start another command
 */
export function formatVirshLine(args: readonly string[]): string {
  if (args.length === 0) throw new TypeError('A virsh command needs a name');
  return args.map(quote).join(' ');
}

function quote(argument: string): string {
  if (/[\u0000-\u001f\u007f]/.test(argument)) {
    throw new TypeError(`A virsh argument has a control character: ${JSON.stringify(argument)}`);
  }
  return `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}
