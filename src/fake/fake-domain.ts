import type { SampleServer } from './servers.ts';

/** What a fake host is like: the two kinds that real ones come in. */
export interface FakeHostKind {
  readonly cgroup: 'v1' | 'v2';
  readonly systemd: boolean;
  /** A host may be without it; its disk weights are then refused. */
  readonly blkio: boolean;
  /** Of the device that the guests' disks are on. */
  readonly ioScheduler: string;
}

/** How long a fake guest takes to give memory back or to take it, in milliseconds. */
const balloonDelayMs = 60;
/** What a fake guest has in use: about what a small Linux takes. */
const usedKiB = 62 * 1024;
const mac = (server: SampleServer): number => Number.parseInt(server.mac.slice(-2), 16);

/** One domain of a fake host: its tunables in libvirt's own numbers. */
export class FakeDomain {
  readonly server: SampleServer;
  readonly kind: FakeHostKind;
  readonly tap: string;
  running: boolean;
  cpuShares: number;
  softLimitKiB: number | 'unlimited' = 'unlimited';
  ioWeight = 100;
  actualKiB: number;
  /** Nova asks for 10 seconds; VM2 has none, as of a Nova that asks for none. */
  statsPeriodS: number;

  constructor(server: SampleServer, kind: FakeHostKind) {
    this.server = server;
    this.kind = kind;
    this.tap = `vnet${mac(server)}`;
    this.running = server.running;
    this.cpuShares = kind.cgroup === 'v1' ? 1024 : 100;
    this.actualKiB = this.maxMemoryKiB;
    this.statsPeriodS = server.name === 'VM2' ? 0 : 10;
  }

  get maxMemoryKiB(): number {
    return this.server.memoryMiB * 1024;
  }

  get usableKiB(): number {
    return Math.max(0, this.actualKiB - usedKiB);
  }

  /** 0 while nobody asks, or nobody in the guest answers. */
  get lastUpdateS(): number {
    if (this.statsPeriodS === 0 || !this.server.balloonDriver) return 0;
    const nowS = Math.floor(Date.now() / 1000);
    return nowS - (nowS % this.statsPeriodS);
  }

  /** The device takes any wish; a guest without a driver never hears of it. */
  askForMemory(sizeKiB: number): void {
    if (!this.server.balloonDriver) return;
    setTimeout(() => {
      this.actualKiB = sizeKiB;
    }, balloonDelayMs).unref();
  }

  /** systemd gives BFQ a squeezed weight. */
  askForIoWeight(weight: number): void {
    const flattened = this.kind.systemd && weight > 100;
    this.ioWeight = flattened ? 100 + Math.floor((weight - 100) / 11) : weight;
  }

  /** Everything that was set is gone, as after Nova's hard reboot. */
  restarted(): FakeDomain {
    return new FakeDomain({ ...this.server, running: true }, this.kind);
  }
}
