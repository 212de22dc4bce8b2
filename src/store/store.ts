// store/ keeps what was asked of servers, through restarts of theirs and of ours, and who asked. It imports leaf files only. Start here: `Store`;
// sql-store.ts is the one implementation, sqlite.ts and mariadb.ts what it runs on.
import type { Ms } from '../units.ts';

/** What can be asked to hold for a server, one setter each. */
export const resources = ['memory', 'soft_limit', 'cpu', 'disk', 'network'] as const;
export type Resource = (typeof resources)[number];

/**
 * A value of a resource in the unit in which its host reports it: KiB of memory and of the soft limit (2^53 - 1 for none), CPU shares, disk
 * weight, network priority (-1 for none). An integer.
 */
export type Value = number;

/** Who asked, and with which request. */
export interface Asker {
  readonly userId: string;
  readonly projectId: string;
  /** `req-…`. */
  readonly requestId: string;
}

/** What a server is called where it was last seen. */
export interface Whereabouts {
  readonly projectId: string;
  readonly hostName: string;
  readonly domainName: string;
}

/**
 * Why a change is made. `restart`: its domain has come up without it; `drift`: somebody else has changed it on the host; `ratio`: a
 * domain has come up of whose memory nothing is asked.
 */
export type Cause = 'set' | 'clear' | 'lease-end' | 'restart' | 'drift' | 'ratio';

/** A change that is about to be made. */
export interface NewChange {
  readonly serverId: string;
  readonly resource: Resource;
  readonly cause: Cause;
  /** Undefined where the service itself makes it. */
  readonly asker: Asker | undefined;
  /** What the host is to have. */
  readonly asked: Value;
  /** What the host has. */
  readonly before: Value;
  /** Until when it is to hold; undefined for good. */
  readonly until: Date | undefined;
}

/** How a change ended. `interrupted`: whoever made it was ended in the middle, and its caller had no answer. */
export type Outcome = 'success' | 'failure' | 'interrupted';

export interface ChangeEnd {
  readonly outcome: Outcome;
  /** What the host has by now; undefined where it cannot be told. */
  readonly after: Value | undefined;
  /** One sentence for whoever reads the history; undefined for a success. */
  readonly reason: string | undefined;
}

/** A line of the history. */
export interface Change extends NewChange {
  /** Later changes have greater ones. */
  readonly id: number;
  readonly projectId: string;
  readonly at: Date;
  /** Undefined while it is under way. */
  readonly end: ChangeEnd | undefined;
}

/** `deferred`: it waits for the guest's driver or the host, and comes by itself; `infeasible`: this host or domain can never have it. */
export type State = 'applied' | 'deferred' | 'infeasible';

/** What the host was last seen to have of what was asked. */
export interface Sighting {
  readonly actual: Value | undefined;
  readonly state: State;
  /** One sentence for the tenant; undefined where it is applied. */
  readonly reason: string | undefined;
}

/** What is to hold for one resource of a server. */
export interface Allocation extends Sighting {
  readonly resource: Resource;
  readonly asked: Value;
  readonly asker: Asker;
  readonly since: Date;
  /** The end of its lease, after which what was asked before it holds again; undefined for good. */
  readonly until: Date | undefined;
  /** What the host had before anything was asked, and gets back when nothing is asked any more. */
  readonly original: Value;
}

/** A server for which something was asked at some time. */
export interface KeptServer extends Whereabouts {
  readonly serverId: string;
  /** Grows with each change of what is asked. */
  readonly version: number;
  /** In the order of `resources`; none where nothing is asked any more. */
  readonly allocations: readonly Allocation[];
}

/** A part of a server's allocation whose lease has ended. */
export interface EndedLease {
  readonly serverId: string;
  readonly resource: Resource;
  /** What is to hold from now on: what was asked before and has not ended, else the original. */
  readonly next: Value;
}

/**
 * Where it is all kept. A method that resolves has its change on the disk; what `begin`, `note` and `noteWhereabouts` have written outlives the sudden
 * end of this process, but perhaps not that of its machine. One that rejects has changed nothing; should the connection to a database have been
 * lost, a `begin` that rejects may show in the history all the same, as interrupted later on. Where the store is away for now, all of them reject
 * with the fault storeUnavailable.
 */
export interface Store {
  /** Undefined for a server of which nothing was ever changed, or which was forgotten. */
  find(serverId: string): Promise<KeptServer | undefined>;
  /** Those for which something is asked, by their ids; each as it was at one time, which need not be that of the others. */
  list(): Promise<readonly KeptServer[]>;
  /** Writes down what is about to be done, and where the server is; resolves to its id. A `set` has an asker. */
  begin(change: NewChange, where: Whereabouts): Promise<number>;
  /**
   * Writes down how it ended. After a success what was asked holds: a `set` without `until` replaces all that was asked of the resource, one with
   * `until` lies on top of it until then; a `clear` takes all of it away; a `lease-end` takes away what has ended. `restart`, `drift` and
   * `ratio` change nothing of what is asked. After any of them what is still asked is applied, with `after` for what the host has. After anything
   * but a success what was asked before still holds. Ended twice, the first end counts, unless another replica called it interrupted.
   *
   * Changes of the same resource count in the order in which they began, not in that of their ends.
   * @returns the server's version after it, 0 for one that is not kept; undefined where it does not count
   */
  end(id: number, end: ChangeEnd): Promise<number | undefined>;
  /** Changes under way of those who are no longer there to end them, newest first: each may have found what the one before it left half done. */
  listAbandoned(): Promise<readonly Change[]>;
  /** Newest first, those before the one with the id `before`. */
  listChanges(
    serverId: string,
    page: { readonly limit: number; readonly before: number | undefined },
  ): Promise<readonly Change[]>;
  /** Writes down what was seen on the host; ignored for what is no longer asked. */
  note(serverId: string, resource: Resource, sighting: Sighting): Promise<void>;
  /** What the host gets back when nothing is asked any more: the fresh domain's own value; ignored for what is no longer asked. */
  noteOriginal(serverId: string, resource: Resource, original: Value): Promise<void>;
  /** Where a server was last seen; ignored for one that is not kept. */
  noteWhereabouts(serverId: string, where: Whereabouts): Promise<void>;
  /** What holds by what was asked until a time that has passed. */
  listEndedLeases(now: Date): Promise<readonly EndedLease[]>;
  /** When the next lease ends; where one has ended, and no `lease-end` has succeeded yet, that is in the past. */
  findNextLeaseEnd(): Promise<Date | undefined>;
  /** Of a server that is gone; its history stays, and should it come back, its version goes on from there. */
  forget(serverId: string): Promise<void>;
  /**
   * Runs a work while no other replica runs one for the same key. Inside one process works of a key may run side by side or in turn: that is for
   * the caller. A work does not ask for its own key again.
   * @throws {Fault} hostUnavailable: its turn did not come in time, and it was not begun
   */
  exclusively<T>(key: string, waitMs: Ms, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
