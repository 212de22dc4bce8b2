import type { Host } from '../compute/host.ts';
import { type Nic, parseNics } from '../compute/nic.ts';
import { CommandFailed } from '../transport/transport.ts';
import { failureWords } from './failure-words.ts';
import { counted, note, ok, type Verdict } from './finding.ts';

/** What libvirt knows of the guests that run on a host. */
export interface Guests {
  /** UUIDs. */
  readonly running: readonly string[];
  readonly nics: readonly Nic[];
}

export const noGuests: Guests = { running: [], nics: [] };

/** Counts the guests of a host, and looks at those that run. */
export async function lookAtGuests(host: Host): Promise<{ readonly guests: Guests; readonly verdicts: Verdict[] }> {
  const all = uuidsOf(await host.virsh('list', '--all', '--uuid'));
  const running = uuidsOf(await host.virsh('list', '--uuid'));
  const nics: Nic[] = [];
  const silent: string[] = [];
  for (const uuid of running) {
    const found = await findNics(host, uuid);
    if (typeof found === 'string') silent.push(`${uuid} cannot be looked at: ${found}`);
    else nics.push(...found);
  }
  const hangs = silent.map((text) =>
    note(text, 'See what it is at: virsh domjobinfo and virsh domcontrol on the host.'),
  );
  return {
    guests: { running, nics },
    verdicts: [ok(`${counted(all.length, 'guest')}, ${running.length} running`), ...hangs],
  };
}

const uuidsOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** Its interfaces, or why they cannot be told. */
async function findNics(host: Host, uuid: string): Promise<Nic[] | string> {
  try {
    return parseNics(await host.virshOf(uuid, 'domiflist'));
  } catch (error) {
    if (error instanceof CommandFailed) return failureWords(error);
    throw error;
  }
}
