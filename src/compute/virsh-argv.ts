import { withSudo } from '../transport/sudo.ts';
import type { Argv } from '../transport/transport.ts';

/**
 * No terminal, no history file, no settings of the user's: virsh must behave the same everywhere. Below /dev/null not even root can make the
 * folder in which virsh would leave its history when it ends. sudo hands the last two on where sudoers says so.
 */
export const virshEnvironment: readonly string[] = ['LC_ALL=C', 'TERM=dumb', 'VIRSH_HISTSIZE=0', 'HOME=/dev/null'];

/**
 * Gives up on a silent libvirtd after 4 s: a message each second, three unanswered (measured; by default nothing within 8 s).
 * libvirt's built-in test driver has no connection to keep alive, and virsh then refuses to start.
 */
export function virshKeepalive(uri: string): readonly string[] {
  return uri.startsWith('test:') ? [] : ['-k', '1', '-K', '3'];
}

/** A virsh that reads commands from its standard input: the same words every time, so that sudoers can have them. */
export const virshCommand = (uri: string): Argv => ['virsh', '-q', ...virshKeepalive(uri), '-c', uri];

/** That virsh in its environment, run by sudo where that is needed. */
export const virshArgv = (uri: string, sudo: boolean): Argv => [
  'env',
  ...virshEnvironment,
  ...(sudo ? withSudo(virshCommand(uri)) : virshCommand(uri)),
];
