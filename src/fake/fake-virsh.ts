import { VirshComplaint } from './fake-complaint.ts';
import type { FakeDomain } from './fake-domain.ts';
import { fakeDomainXml } from './fake-domain-xml.ts';

/** The domains of a fake host, and what `virsh -q` 9.0 prints of them. */
export class FakeVirsh {
  readonly domains = new Map<string, FakeDomain>();

  /**
   * Runs one virsh command; answers its standard output.
   * @throws {VirshComplaint} what virsh prints on standard error
   * @throws {Error} a command that novatune is not known to use: the fake refuses what it does not know
   */
  run([verb = '', ...args]: readonly string[]): string {
    const options = args.join(' ');
    if (verb === 'version' && options === '--daemon') return version;
    if (verb === 'list' && options === '--all --uuid') return listed([...this.domains.values()]);
    if (verb === 'list' && options === '--uuid')
      return listed([...this.domains.values()].filter(({ running }) => running));
    if (verb === 'domuuid' && args[0] === '--domain') return `${this.#get(args.slice(1).join(' ')).server.id}\n`;
    if (verb === 'dumpxml' && args[0] === '--domain') return fakeDomainXml(this.#get(args.slice(1).join(' ')));
    return this.#runOnDomain(verb, args);
  }

  #runOnDomain(verb: string, [uuid = '', ...options]: readonly string[]): string {
    const [form, run] = verbs[verb] ?? [];
    const match = form?.exec(options.join(' '));
    if (run === undefined || !match) throw new Error(`the fake does not know virsh ${verb} ${options.join(' ')}`);
    return run(this.#get(uuid), match[1]);
  }

  #get(key: string): FakeDomain {
    const domain = this.domains.get(key) ?? [...this.domains.values()].find(({ server }) => server.name === key);
    if (domain === undefined) throw new VirshComplaint(`failed to get domain '${key}'`);
    return domain;
  }
}

const listed = (domains: readonly FakeDomain[]): string => `${domains.map(({ server }) => server.id).join('\n')}\n`;

const version = 'Using library: libvirt 9.0.0\nRunning hypervisor: QEMU 7.2.22\nRunning against daemon: 9.0.0\n';

/** `value` is the first group of the verb's form. */
type Run = (domain: FakeDomain, value: string | undefined) => string;

/** What may stand behind the UUID, and what comes of it. */
const verbs: Readonly<Record<string, readonly [form: RegExp, run: Run]>> = {
  dumpxml: [/^$/, (domain) => fakeDomainXml(domain)],
  domstate: [/^--reason$/, ({ running }) => `${running ? 'running (booted)' : 'shut off (destroyed)'}\n`],
  schedinfo: [/^--live(?: --set cpu_shares=(\d+))?$/, whileRunning(tuneCpu)],
  memtune: [/^--live(?: --soft-limit (-1|\d+))?$/, whileRunning(tuneMemory)],
  blkiotune: [/^--live(?: --weight (\d+))?$/, whileRunning(tuneDisk)],
  dommemstat: [/^(?:--period (\d+) )?--live$/, whileRunning(showOrAskStatistics)],
  setmem: [/^(\d+) --live$/, whileRunning(setMemory)],
  domiflist: [
    /^$/,
    ({ server, tap, running }) => ` ${running ? tap : '-'}   bridge   br100   virtio   ${server.mac}\n`,
  ],
  domblklist: [/^--details$/, ({ server }) => ` file   disk   vda   /var/lib/nova/instances/${server.id}/disk\n`],
};

/** Most commands need a running domain. */
function whileRunning(run: Run): Run {
  return (domain, value) => {
    if (!domain.running) throw new VirshComplaint('Requested operation is not valid: domain is not running');
    return run(domain, value);
  };
}

function tuneCpu(domain: FakeDomain, shares: string | undefined): string {
  const max = domain.kind.cgroup === 'v1' ? 262_144 : 10_000;
  if (shares !== undefined) {
    if (Number(shares) < 2 || Number(shares) > max) {
      throw new VirshComplaint(`invalid argument: shares '${shares}' must be in range [2, ${max}]`);
    }
    domain.cpuShares = Number(shares);
  }
  return `Scheduler      : posix\ncpu_shares     : ${domain.cpuShares}\nvcpu_period    : 100000\nvcpu_quota     : -1\n`;
}

function tuneMemory(domain: FakeDomain, limit: string | undefined): string {
  if (limit !== undefined) domain.softLimitKiB = limit === '-1' ? 'unlimited' : Number(limit);
  return `hard_limit     : unlimited\nsoft_limit     : ${domain.softLimitKiB}\nswap_hard_limit: unlimited\n`;
}

function tuneDisk(domain: FakeDomain, weight: string | undefined): string {
  const { kind } = domain;
  if (!kind.blkio) throw new VirshComplaint("Requested operation is not valid: blkio cgroup isn't mounted");
  if (weight !== undefined) {
    if (Number(weight) > (kind.systemd ? 10_000 : 1000)) {
      throw new VirshComplaint("Unable to write to '…/blkio.bfq.weight': Numerical result out of range");
    }
    domain.askForIoWeight(Number(weight));
  }
  return `weight         : ${domain.ioWeight}\ndevice_weight  : \ndevice_read_iops_sec: \n`;
}

function showOrAskStatistics(domain: FakeDomain, period: string | undefined): string {
  if (period !== undefined) {
    domain.statsPeriodS = Number(period);
    return '';
  }
  const { actualKiB, lastUpdateS, usableKiB } = domain;
  const statistics = lastUpdateS === 0 ? '' : `unused ${usableKiB}\navailable ${actualKiB}\nusable ${usableKiB}\n`;
  return `actual ${actualKiB}\n${statistics}last_update ${lastUpdateS}\nrss 131072\n`;
}

function setMemory(domain: FakeDomain, size: string | undefined): string {
  if (Number(size) > domain.maxMemoryKiB) {
    throw new VirshComplaint('invalid argument: cannot set memory higher than max memory');
  }
  domain.askForMemory(Number(size));
  return '';
}
