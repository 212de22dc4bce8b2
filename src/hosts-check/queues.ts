import type { Host } from '../compute/host.ts';
import { readTree } from '../compute/tc-read.ts';
import { note, ok, type Verdict, wrong } from './finding.ts';

/** Whether novatune may put its tree on each uplink: never where somebody else has put a root qdisc. */
export async function checkQueues(host: Host, uplinks: readonly string[]): Promise<Verdict[]> {
  if (uplinks.length === 0) return [note('not looked at: there is no uplink to look at', 'See uplink.')];
  const verdicts: Verdict[] = [];
  for (const device of uplinks) verdicts.push(await checkRoot(host, device));
  return verdicts;
}

async function checkRoot(host: Host, device: string): Promise<Verdict> {
  const { root } = await readTree(host.runner, device, host.settings.commandTimeoutMs);
  if (root.owner === 'ours') return ok(`${device} has novatune's tree`);
  if (root.owner === 'kernel') return ok(`${device} has the kernel's default, ${root.kind ?? 'none'}`);
  return wrong(
    `${device} has the root qdisc ${root.kind} ${root.handle} that novatune has not made and never touches: network priorities are refused`,
    `Find out who needs it (Neutron's QoS, a traffic shaper, a tuning script); where nobody does: tc qdisc del dev ${device} root.`,
  );
}
