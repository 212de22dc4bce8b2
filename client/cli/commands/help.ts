import { Command } from 'commander';

/** `help [command]`. */
export function helpCommand(program: Command): Command {
  return new Command('help')
    .summary('Print help, or help for a command')
    .description('Print help, or help for a command.')
    .argument('[command]', 'which command')
    .action(async (name: string | undefined) => {
      // The program knows what to say of a name that it does not know.
      await program.parseAsync(name === undefined ? ['--help'] : [name, '--help'], { from: 'user' });
    });
}
