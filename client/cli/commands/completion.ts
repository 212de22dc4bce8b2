import { Argument, Command } from 'commander';

/** `completion bash` and `completion zsh`: a script for the shell. */
export function completionCommand(program: Command): Command {
  return new Command('completion')
    .summary('Print a completion script for bash or zsh')
    .description(
      [
        'Print a completion script for a shell.',
        '  bash, in ~/.bashrc:               source <(novatune completion bash)',
        '  zsh, in ~/.zshrc after compinit:  source <(novatune completion zsh)',
        '  zsh, in a folder of its fpath:    novatune completion zsh > _novatune',
      ].join('\n'),
    )
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh']))
    .action(async (shell: 'bash' | 'zsh') => {
      const { completionScript } = await import('../completion/completion-script.ts');
      process.stdout.write(completionScript(program, shell));
    });
}
