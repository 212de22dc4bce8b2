import type { Generated, Selectable } from 'kysely';
import type { Cause, Outcome, Resource, State } from './store.ts';

/** The tables. Times are milliseconds since the epoch; null is what is undefined elsewhere. */
export interface Schema {
  readonly servers: ServersTable;
  readonly asks: AsksTable;
  readonly allocations: AllocationsTable;
  readonly changes: ChangesTable;
}

/** A server for which something was asked at some time. */
interface ServersTable {
  readonly server_id: string;
  readonly project_id: string;
  readonly host_name: string;
  readonly domain_name: string;
  readonly version: number;
  /** 1 after `forget`: the row stays for its version alone, which goes on from there should the server come back. */
  readonly forgotten: 0 | 1;
}

/** What is asked. Several of one resource lie on top of each other, the greatest id uppermost. */
interface AsksTable {
  /** That of the change by which it was asked. */
  readonly id: number;
  readonly server_id: string;
  readonly resource: Resource;
  readonly value: number;
  readonly until: number | null;
  readonly asked_at: number;
  readonly user_id: string;
  readonly project_id: string;
  readonly request_id: string;
}

/** One for each resource of a server for which there are asks. */
interface AllocationsTable {
  readonly server_id: string;
  readonly resource: Resource;
  readonly original: number;
  readonly actual: number | null;
  readonly state: State;
  readonly reason: string | null;
}

/** The history. Under way is what has no outcome. */
interface ChangesTable {
  readonly id: Generated<number>;
  readonly server_id: string;
  readonly project_id: string;
  readonly host_name: string;
  readonly domain_name: string;
  readonly resource: Resource;
  readonly cause: Cause;
  /** The asker's three are null together. */
  readonly asker_user_id: string | null;
  readonly asker_project_id: string | null;
  readonly request_id: string | null;
  readonly asked: number;
  readonly before: number;
  readonly until: number | null;
  readonly began_at: number;
  /** Who makes it; see `Engine.replica`. */
  readonly replica: string;
  readonly ended_at: number | null;
  readonly ended_by: string | null;
  readonly outcome: Outcome | null;
  readonly after: number | null;
  readonly reason: string | null;
}

export type ServerRow = Selectable<ServersTable>;
export type ChangeRow = Selectable<ChangesTable>;
