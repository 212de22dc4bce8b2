import { isSudoRefusal } from '../compute/root-programs.ts';
import { findField } from '../compute/virsh-table.ts';
import { CommandFailed } from '../transport/transport.ts';
import { failureWords } from './failure-words.ts';
import { ok, type Verdict, wrong } from './finding.ts';
import { type Subject, userOf } from './subject.ts';

/** Whether virsh gets to libvirt, and which versions they have. */
export async function checkLibvirt(subject: Subject): Promise<Verdict[]> {
  const { host } = subject;
  const { uri } = host.settings;
  try {
    const text = await host.virsh('version', '--daemon');
    const versions = [
      ['libvirt', findField(text, 'Running against daemon')],
      ['virsh', findField(text, 'Using library')?.replace(/^libvirt /, '')],
      ['', findField(text, 'Running hypervisor')],
    ].flatMap(([name, version]) => (version === undefined ? [] : [`${name} ${version}`.trim()]));
    return [ok(`${uri}: ${versions.join(', ')}`)];
  } catch (error) {
    return [wrong(`virsh does not get to ${uri}: ${failureWords(error)}`, mendLibvirt(error, subject))];
  }
}

function mendLibvirt(error: unknown, subject: Subject): string {
  const stderr = error instanceof CommandFailed ? error.stderr : '';
  if (isSudoRefusal(stderr)) return 'As above: sudo.';
  return mends.find(([pattern]) => pattern.test(stderr))?.[1](userOf(subject)) ?? restart;
}

const restart =
  'See what the daemon is at: systemctl status libvirtd (or virtqemud), and whether virsh list answers on the host.';

/** What virsh says, and what helps. The first that fits. */
const mends: readonly [pattern: RegExp, mend: (user: string) => string][] = [
  [
    /No such file or directory|Connection refused/,
    () => 'Start the daemon there: systemctl enable --now libvirtd (or virtqemud.socket where it is split up).',
  ],
  [
    /Permission denied|authentication|access denied|polkit/i,
    (user) =>
      `Let ${user} use libvirt: usermod -aG libvirt ${user}, or sudo: true and the lines of docs/how-to/hosts.md.`,
  ],
];
