import type { Command } from 'commander';
import { secretOptions } from './connection/cloud-options.ts';
import { shellQuote } from './shell-quote.ts';

/** What changes nothing of what is done, and what nobody may read. */
const notRepeated = ['debug', 'timeout', ...secretOptions];

/** `novatune` and the options of the whole command line that were typed; those of the environment will be there the next time, and secrets are to be given
 * again. */
export function typedOptions(program: Command): string {
  const typed = program.options.filter(
    (option) =>
      program.getOptionValueSource(option.attributeName()) === 'cli' && !notRepeated.includes(option.attributeName()),
  );
  const words = typed.flatMap((option) => {
    const value: unknown = program.getOptionValue(option.attributeName());
    return typeof value === 'boolean' ? [option.long ?? ''] : [option.long ?? '', shellQuote(String(value))];
  });
  return [program.name(), ...words].join(' ');
}
