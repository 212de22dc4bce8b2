import { type Command, InvalidArgumentError } from 'commander';
import { printable } from './output/printable.ts';

/** Prints what is wrong with the words of a command as novaclient does: its usage, the error, and where there is more. */
export function reportUsageErrors(command: Command): Command {
  return command.configureOutput({
    outputError(text, write) {
      const { parent } = command;
      const [program, name] = parent === null ? [command.name(), ''] : [parent.name(), ` ${command.name()}`];
      const usage = `usage: ${program}${name} ${command.usage()}`;
      write(`${usage}\n${linesOf(text).map(printable).join('\n')}Try '${program} help${name}' for more information.\n`);
    },
  });
}

/** The lines of commander's own making; any other line end is of a word that somebody typed. */
const linesOf = (text: string): string[] => text.split(/\n(?=\(Did you mean |$)/);

/** Ends the run as one that was typed wrongly: exit status 2. */
export function usageError(command: Command, message: string): never {
  command.error(`error: ${message}`, { exitCode: 2, code: 'novatune.usage' });
}

/**
 * A number of seconds.
 * @throws {InvalidArgumentError} it is none, or not more than zero
 */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || seconds <= 0 || seconds > 86_400)
    throw new InvalidArgumentError('It takes a number of seconds, more than 0 and at most 86400.');
  return seconds;
}

/**
 * How many.
 * @throws {InvalidArgumentError} it is no whole number, or none of more than zero
 */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || !Number.isSafeInteger(count))
    throw new InvalidArgumentError('It takes a whole number, more than 0.');
  return count;
}
