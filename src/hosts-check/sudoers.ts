import { type RootProgram, tcChange } from '../compute/root-programs.ts';
import type { HostSettings } from '../compute/settings.ts';
import { virshCommand } from '../compute/virsh-argv.ts';

/** Where the programs are on Debian, Ubuntu, Fedora and their like. */
const folders: Readonly<Record<RootProgram, string>> = { tc: '/usr/sbin', virsh: '/usr/bin' };

/** The lines that a host's sudoers must have for what its configuration has sudo run. */
export function sudoersLines({ sudo, uri }: Pick<HostSettings, 'sudo' | 'uri'>, user: string): string[] {
  const commands: Readonly<Record<RootProgram, readonly string[]>> = { tc: tcChange, virsh: virshCommand(uri) };
  const rules = sudo.map((program) => `${user} ALL=(root) NOPASSWD: ${folders[program]}/${escaped(commands[program])}`);
  // virsh would else leave our commands in root's own history.
  return sudo.includes('virsh') ? [`Defaults:${user} env_keep += "HOME VIRSH_HISTSIZE"`, ...rules] : rules;
}

/** @see sudoers(5), "Other special characters and reserved words", and its wildcards */
const escaped = (words: readonly string[]): string => words.join(' ').replaceAll(/[\\,:=*?[\]!]/g, String.raw`\$&`);
