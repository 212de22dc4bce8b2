import { Argument, Command } from 'commander';

/** `completion bash` and `completion zsh`: a script for the shell. */
export function completionCommand(program: Command): Command {
  return new Command('completion')
    .summary('Print a completion script for bash or zsh')
    .description(
      'Print a completion script for a shell. For bash: source <(novatune completion bash). For zsh, after compinit: source <(novatune completion zsh).',
    )
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh']))
    .action(async (shell: 'bash' | 'zsh') => {
      const { completionScript } = await import('../completion-script.ts');
      process.stdout.write(completionScript(program, shell));
    });
}
