import { Command } from 'commander';

/** `help [command]`. */
export function helpCommand(program: Command): Command {
  return new Command('help')
    .summary('Print help, or help for a command')
    .description('Print help, or help for a command.')
    .argument('[command]', 'which command')
    .action(async (name: string | undefined) => {
      const command = name === undefined ? program : program.commands.find((known) => known.name() === name);
      if (command !== undefined) command.outputHelp();
      // The program knows what to say of a name that it does not know.
      else await program.parseAsync([name ?? ''], { from: 'user' });
    });
}
