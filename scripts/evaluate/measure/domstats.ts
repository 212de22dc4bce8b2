import { execOnHost } from '../../../test/lab/index.ts';
import { host, type Server, servers } from '../servers.ts';

/** What libvirt tells of each guest, by the name of the number, such as `cpu.time` in ns or `balloon.current` in KiB. */
export async function readDomstats(
  group: '--cpu-total' | '--balloon',
): Promise<Record<Server, Record<string, number>>> {
  const { stdout, stderr, exitCode } = await execOnHost(host, ['virsh', '-q', 'domstats', group, ...servers]);
  if (exitCode !== 0) throw new Error(`virsh domstats: ${stderr.trim()}`);
  return parseDomstats(stdout) as Record<Server, Record<string, number>>;
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
