import { runInShell, talkThrough } from '../guest-shell.ts';
import { outsideNamespace } from '../network.ts';
import type { CloudServer } from './servers.ts';

/** Where a guest listens that Nova has booted. @see guest-init.sh */
const shellPort = 5002;

/**
 * Runs a shell command in a server's guest, from the world outside the hosts and so by the network.
 * @returns what the command wrote on stdout and stderr
 * @throws {Error} when it exits with another status than 0, or has not ended in time
 */
export async function runInServer(
  { name, ip }: Pick<CloudServer, 'name' | 'ip'>,
  command: string,
  { timeoutMs = 15_000 } = {},
): Promise<string> {
  const words = [`--net=/run/netns/${outsideNamespace}`, '--', 'busybox', 'nc', ip, String(shellPort)];
  return runInShell(name, async () => talkThrough('nsenter', words), command, timeoutMs);
}
