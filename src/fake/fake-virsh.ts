import { VirshComplaint } from './fake-complaint.ts';
import type { FakeDomain } from './fake-domain.ts';
import { fakeDomainXml } from './fake-domain-xml.ts';

/** The domains of a fake host, and what virsh 9.0 prints of them. */
export class FakeVirsh {
  readonly domains = new Map<string, FakeDomain>();

  /**
   * Runs one virsh command; answers its standard output.
   * @throws {VirshComplaint} what virsh prints on standard error
   * @throws {Error} a command that novatune is not known to use: the fake refuses what it does not know
   */
  run([verb = '', ...args]: readonly string[]): string {
    if (verb === 'version') return 'Running hypervisor: QEMU 7.2.22\nRunning against daemon: 9.0.0\n';
    if (verb === 'list' && args.join(' ') === '--all --uuid') return `${[...this.domains.keys()].join('\n')}\n`;
    const [key = '', ...options] = args;
    const domain = this.domains.get(key) ?? [...this.domains.values()].find(({ server }) => server.name === key);
    if (domain === undefined) throw new VirshComplaint(`failed to get domain '${key}'`);
    const run = verbs[verb];
    if (run === undefined) throw new Error(`the fake does not know virsh ${verb}`);
    return run(domain, options);
  }
}

type Verb = (domain: FakeDomain, options: readonly string[]) => string;

const verbs: Readonly<Record<string, Verb>> = {
  dumpxml: (domain) => fakeDomainXml(domain),
  domuuid: ({ server }) => `${server.id}\n`,
  domstate: ({ running }) => `${running ? 'running (booted)' : 'shut off (destroyed)'}\n`,
  schedinfo: live((domain, options) => {
    const shares = /^cpu_shares=(\d+)$/.exec(valueOf(options, '--set') ?? '')?.[1];
    if (shares !== undefined) setShares(domain, Number(shares));
    return `Scheduler      : posix\ncpu_shares     : ${domain.cpuShares}\nvcpu_period    : 100000\nvcpu_quota     : -1\n`;
  }),
  memtune: live((domain, options) => {
    const limit = valueOf(options, '--soft-limit');
    if (limit !== undefined) domain.softLimitKiB = limit === '-1' ? 'unlimited' : Number(limit);
    return `hard_limit     : unlimited\nsoft_limit     : ${domain.softLimitKiB}\nswap_hard_limit: unlimited\n`;
  }),
  blkiotune: live((domain, options) => {
    const weight = valueOf(options, '--weight');
    if (!domain.kind.blkio) throw new VirshComplaint("Requested operation is not valid: blkio cgroup isn't mounted");
    if (weight !== undefined) domain.askForIoWeight(Number(weight));
    return `weight         : ${domain.ioWeight}\ndevice_weight  : \ndevice_read_iops_sec: \n`;
  }),
  dommemstat: live((domain, options) => {
    const period = valueOf(options, '--period');
    if (period !== undefined) {
      domain.statsPeriodS = Number(period);
      return '';
    }
    const { actualKiB, lastUpdateS, usableKiB } = domain;
    const statistics = lastUpdateS === 0 ? '' : `unused ${usableKiB}\navailable ${actualKiB}\nusable ${usableKiB}\n`;
    return `actual ${actualKiB}\n${statistics}last_update ${lastUpdateS}\nrss 131072\n`;
  }),
  setmem: live((domain, [size = '']) => {
    if (Number(size) > domain.maxMemoryKiB) {
      throw new VirshComplaint('invalid argument: cannot set memory higher than max memory');
    }
    domain.askForMemory(Number(size));
    return '\n';
  }),
  domiflist: ({ server, tap, running }) =>
    ` ${running ? tap : '-'}       bridge   br100    virtio   ${server.mac}\n\n`,
  domblklist: ({ server }) =>
    ` file   disk     vda      /var/lib/nova/instances/${server.id}/disk\n\n`,
};

/** Most commands need a running domain. */
function live(verb: Verb): Verb {
  return (domain, options) => {
    if (!domain.running) throw new VirshComplaint('Requested operation is not valid: domain is not running');
    return verb(domain, options);
  };
}

function setShares(domain: FakeDomain, shares: number): void {
  const max = domain.kind.cgroup === 'v1' ? 262_144 : 10_000;
  if (shares < 2 || shares > max) throw new VirshComplaint(`invalid argument: shares '${shares}' must be in range [2, ${max}]`);
  domain.cpuShares = shares;
}

function valueOf(options: readonly string[], name: string): string | undefined {
  const index = options.indexOf(name);
  return index < 0 ? undefined : options[index + 1];
}
