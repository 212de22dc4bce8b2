import type { Argv } from '../transport/transport.ts';

/** No terminal, no history file, no settings of the user's: virsh must behave the same everywhere. */
export const virshEnvironment: readonly string[] = ['LC_ALL=C', 'TERM=dumb', 'VIRSH_HISTSIZE=0', 'HOME=/nonexistent'];

/**
 * Gives up on a silent libvirtd after 4 s: a message each second, three unanswered (measured; by default nothing within 8 s).
 * libvirt's built-in test driver has no connection to keep alive, and virsh then refuses to start.
 */
export function virshKeepalive(uri: string): readonly string[] {
  return uri.startsWith('test:') ? [] : ['-k', '1', '-K', '3'];
}

/** A virsh that reads commands from its standard input. */
export function virshArgv(uri: string): Argv {
  return ['env', ...virshEnvironment, 'virsh', '-q', ...virshKeepalive(uri), '-c', uri];
}
