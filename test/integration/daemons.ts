import { execOnHost } from '../lab/index.ts';

/** Runs a command on a lab host that has to succeed there. */
export async function onHost(host: string, ...argv: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await execOnHost(host, argv);
  if (exitCode !== 0) throw new Error(`${argv.join(' ')} on ${host} exited with ${exitCode}: ${stderr}`);
  return stdout;
}

const signalByPidFile = (host: string, signal: string, pidFile: string): Promise<string> =>
  onHost(host, 'sh', '-c', `kill -${signal} "$(cat "$0")"`, pidFile);

/** libvirtd of a namespace host: only that one, by its own pid file. */
export const libvirtd = {
  kill: (host: string) => signalByPidFile(host, 'KILL', '/run/libvirtd.pid'),
  start: (host: string) => onHost(host, 'libvirtd', '--daemon'),
  freeze: (host: string) => signalByPidFile(host, 'STOP', '/run/libvirtd.pid'),
  thaw: (host: string) => signalByPidFile(host, 'CONT', '/run/libvirtd.pid'),
};

/** The QEMU of one guest. */
export const qemu = {
  kill: (host: string, guest: string) => signalByPidFile(host, 'KILL', `/run/libvirt/qemu/${guest}.pid`),
  freeze: (host: string, guest: string) => signalByPidFile(host, 'STOP', `/run/libvirt/qemu/${guest}.pid`),
  thaw: (host: string, guest: string) => signalByPidFile(host, 'CONT', `/run/libvirt/qemu/${guest}.pid`),
};

const sshdConfig = (host: string): string => `/var/lib/novatune-lab/${host}/ssh/sshd_config`;

/** sshd of a namespace host, the listener and every session of it. */
export const sshd = {
  /** The listener's command line names its configuration; its sessions are its children. */
  kill: (host: string) =>
    onHost(
      host,
      'sh',
      '-c',
      'for pid in $(pgrep -f "^sshd: .*$0|sshd -f $0"); do pkill -KILL -P "$pid" || :; kill -KILL "$pid"; done',
      sshdConfig(host),
    ),
  start: (host: string) => onHost(host, '/usr/sbin/sshd', '-f', sshdConfig(host), '-E', '/var/log/sshd.log'),
};
