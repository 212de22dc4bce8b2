// inventory/ knows which servers there are and where each one runs. It imports compute/, openstack/, transport/ and leaf files.
// Start here: a Server is what the API shows; libvirt-inventory.ts finds them on the hosts, nova-inventory.ts asks Nova.
import type { Domain } from '../compute/domain.ts';
import type { VmState } from './vm-state.ts';

export type { VmState } from './vm-state.ts';

export interface Flavor {
  /** Known since Nova 31; older releases write the name only. */
  readonly id: string | undefined;
  readonly name: string;
}

export interface FixedAddress {
  readonly address: string;
  readonly version: 4 | 6;
  readonly mac: string;
}

/** A server as Nova describes it: in its domain's metadata, or when it is asked. */
export interface Server {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly userId: string;
  readonly flavor: Flavor;
  /** `2026-11-20T12:12:57Z`. */
  readonly createdAt: string;
  readonly addresses: readonly FixedAddress[];
  readonly state: VmState;
  /** What Nova is doing with it, such as `migrating`; undefined for nothing, and where libvirt tells the state: it knows of no tasks. */
  readonly taskState: string | undefined;
  /** Whether its owner has locked it; false where libvirt tells the state: it knows of no locks. */
  readonly isLocked: boolean;
  /** Its host, and what libvirt calls it there; undefined for a server that is nowhere, as before it is built or while it is shelved. */
  readonly hostName: string | undefined;
  readonly domainName: string | undefined;
  /**
   * The domain that it is. Its host may have to be asked, so only who may act should ask for it.
   * @throws {Fault} hostUnavailable; serverNotFound: the host has no such domain
   */
  getDomain(): Promise<Domain>;
  /** For a server whose domain has turned out to be gone: the server as it is by now. Absent where nobody knows better. */
  askAgain?(): Promise<Server | undefined>;
}

/** How old an answer may be: `known` is what was last seen, `current` what whoever keeps the servers says now. */
export type Freshness = 'known' | 'current';

/** Where servers are looked up. */
export interface Inventory {
  /**
   * The server of that id, in lower case.
   * @throws {Fault} cloudUnavailable: Nova has to be asked and does not answer
   */
  find(id: string, freshness: Freshness): Promise<Server | undefined>;
  /** Newest first, as Nova lists them; from memory. Where Nova keeps the servers, those that it has been asked for lately. */
  list(): readonly Server[];
  /** False while some host has never been listed: a server that is not found may yet exist. */
  readonly complete: boolean;
}
