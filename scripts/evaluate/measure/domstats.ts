import { type Server, servers } from '../servers.ts';
import { askedOften } from './asked-often.ts';

/** Answers what asks libvirt of each guest, by the name of the number, such as `cpu.time` in ns or `balloon.current` in KiB. */
export async function findDomstats(
  group: '--cpu-total' | '--balloon',
): Promise<() => Promise<Record<Server, Record<string, number>>>> {
  const ask = await askedOften(['virsh', '-q', 'domstats', group, ...servers]);
  return async () => parseDomstats(await ask()) as Record<Server, Record<string, number>>;
}

/** The numbers of each domain out of what `virsh domstats` prints. */
export function parseDomstats(text: string): Record<string, Record<string, number>> {
  const domains = text.split(/^Domain: /m).slice(1);
  return Object.fromEntries(
    domains.map((domain) => [
      /^'(.*)'/.exec(domain)?.[1] ?? '',
      Object.fromEntries([...domain.matchAll(/^\s+(\S+)=(\d+)$/gm)].map(([, name, value]) => [name, Number(value)])),
    ]),
  );
}
