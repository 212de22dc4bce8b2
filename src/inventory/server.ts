// inventory/ knows which servers there are and where each one runs. It imports compute/, transport/ and leaf
// files.
// Start here: a Server is what the API shows; libvirt-inventory.ts finds them on the hosts.
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

/** A server as Nova's metadata in its domain describes it. */
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
  readonly domain: Domain;
}

/** How old an answer may be: `known` is what was last seen, `current` what whoever keeps the servers says now. */
export type Freshness = 'known' | 'current';

/** Where servers are looked up. */
export interface Inventory {
  /**
   * The server of that id, in lower case.
   * @throws {Fault} hostUnavailable: whoever has to be asked does not answer
   */
  find(id: string, freshness: Freshness): Promise<Server | undefined>;
  /** Newest first, as Nova lists them; from memory. */
  list(): readonly Server[];
  /** False while some host has never been listed: a server that is not found may yet exist. */
  readonly complete: boolean;
}
