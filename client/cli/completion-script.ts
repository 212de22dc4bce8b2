import type { Command } from 'commander';
import { bashScript } from './completion/bash.ts';
import { describeSyntax } from './completion/syntax.ts';
import { zshScript } from './completion/zsh.ts';

const scripts = { bash: bashScript, zsh: zshScript };

/** What a shell reads to complete the words of the command line. */
export const completionScript = (program: Command, shell: keyof typeof scripts): string =>
  scripts[shell](describeSyntax(program));
