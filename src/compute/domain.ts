import type { KiB } from '../units.ts';
import type { Host } from './host.ts';

/** A server's libvirt object: what of it stays the same while it runs. */
export interface Domain {
  readonly uuid: string;
  /** libvirt's own name for it, such as `instance-0000002a`. */
  readonly name: string;
  readonly host: Host;
  readonly maxMemoryKiB: KiB;
  readonly balloon: Balloon;
}

export interface Balloon {
  /** False for `<memballoon model='none'/>`: memory can never change. */
  readonly present: boolean;
  /** Seconds between two reports of the guest's statistics; 0 when none were asked for. */
  readonly statsPeriodS: number;
}
