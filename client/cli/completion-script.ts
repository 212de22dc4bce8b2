import type { Command } from 'commander';

export function completionScript(program: Command, shell: 'bash' | 'zsh'): string {
  return `${program.name()} ${shell}\n`;
}
