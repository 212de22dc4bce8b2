import type { Command } from 'commander';
import { bashScript } from './bash.ts';
import { describeSyntax } from './syntax.ts';
import { zshScript } from './zsh.ts';

const scripts = { bash: bashScript, zsh: zshScript };

/** What a shell reads to complete the words of the command line. */
export const completionScript = (program: Command, shell: keyof typeof scripts): string =>
  scripts[shell](describeSyntax(program));
