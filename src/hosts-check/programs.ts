import type { Host } from '../compute/host.ts';
import { listed, ok, type Verdict, wrong } from './finding.ts';

/** What novatune runs on a host, by the package of Debian that has it. */
const packages: Readonly<Record<string, readonly string[]>> = {
  coreutils: ['cat', 'date', 'env', 'ls', 'stat', 'stdbuf', 'test', 'timeout'],
  'util-linux': ['findmnt', 'lsblk'],
  iproute2: ['ip', 'tc'],
  'libvirt-clients': ['virsh'],
  sudo: ['sudo'],
};

const script = 'for program do command -v "$program" >/dev/null || echo "$program"; done';

/** Whether the host has all programs that novatune runs there. */
export async function checkPrograms(host: Host): Promise<Verdict[]> {
  const wanted = Object.entries(packages).filter(([name]) => name !== 'sudo' || host.settings.sudo.length > 0);
  const { stdout } = await host.program(['sh', '-c', script, 'sh', ...wanted.flatMap(([, programs]) => programs)]);
  const missing = stdout.split('\n').filter((name) => name !== '');
  if (missing.length === 0) return [ok('all there')];
  const lacking = wanted.filter(([, programs]) => programs.some((program) => missing.includes(program)));
  const mend = `Install them; Debian's packages are ${listed(lacking.map(([name]) => name))}.`;
  return [wrong(`there is no ${listed(missing)}`, mend)];
}
