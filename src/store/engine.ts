import type { Kysely } from 'kysely';
import type { Ms } from '../units.ts';
import type { Schema } from './schema.ts';

/** What is asked of a write beside being done wholly or not at all. */
export interface WriteNeeds {
  /** What it outlives: the sudden end of this process, or that of its machine too, once it has resolved. */
  readonly outlives: 'process' | 'machine';
  /** Whether doing it twice is the same as doing it once, so that it may be repeated where the first time's fate is not known. */
  readonly repeatable: boolean;
}

/** What differs between the databases that a store runs on. */
export interface Engine {
  /** Who begins changes here; another one after each start. */
  readonly replica: string;
  /** Whether others write at the same time, so that rows must be locked when they are read to be changed. */
  readonly locksRows: boolean;
  /** The function that makes one JSON array of a value in each row of a group. */
  readonly jsonArrayOf: 'json_group_array' | 'json_arrayagg';
  read<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T>;
  /** One transaction. The work may be run more than once, each time from the start. */
  write<T>(needs: WriteNeeds, work: (db: Kysely<Schema>) => Promise<T>): Promise<T>;
  /** Those of the replicas that will not end their changes any more. */
  findGone(replicas: readonly string[]): Promise<readonly string[]>;
  /** See `Store.exclusively`. */
  exclusively<T>(key: string, waitMs: Ms, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
