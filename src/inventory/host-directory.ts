import type { Host } from '../compute/host.ts';

/** A host as Nova names it. */
export interface Place {
  /** Its nova-compute's name. */
  readonly hostName: string;
  /** libvirt's own name for it, where Nova knows one. */
  readonly hypervisorHostname: string | undefined;
}

/** Where the hosts that Nova names are found. */
export interface HostDirectory {
  /** Those that are known without Nova. */
  readonly configured: readonly Host[];
  /**
   * The same object for the same host, whenever it is asked for; nothing is opened by that.
   * @throws {Error} there is no way to such a host; the message is for the log
   */
  get(place: Place): Host;
}
