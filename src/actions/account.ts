import type { Domain } from '../compute/domain.ts';
import type { ChangeEnd, Resource, Value } from '../store/store.ts';
import type { Ms } from '../units.ts';

/** What of a server's allocation a setter changes, in the store's words. */
export interface Allocates<Request, State> {
  readonly resource: Resource;
  /** What the host is to have. */
  asked(request: Request): Value;
  /** True where nothing is asked any more with it, and nothing is to last. */
  readonly takesBack?: true;
  /** What the host has. */
  has(state: State): Value;
}

/** A change that is planned, and not begun yet. */
export interface PlannedChange {
  readonly resource: Resource;
  readonly asked: Value;
  readonly takesBack: boolean;
  readonly before: Value;
  /** Whether the host has it already, so that there is nothing to do. */
  readonly isThere: boolean;
  readonly domain: Domain;
}

/** Keeps account of a change. `begin` and `end` are called while no other change of the same resource is under way. */
export interface Account {
  /**
   * Runs a change while no other novatuned changes anything on that host.
   * @throws {Fault} hostUnavailable: its turn did not come within `waitMs`; the change is then never begun
   */
  during<T>(hostName: string, waitMs: Ms, change: () => Promise<T>): Promise<T>;
  /**
   * Before anything is done.
   * @throws {Fault} for a change that must not be made
   */
  begin(change: PlannedChange): Promise<void>;
  /** After all is done. What rejects is put back. */
  end(end: ChangeEnd): Promise<void>;
  /** After an `end` that could not be written down, and once all is put back: to be written down when that can be. */
  endLater?(end: ChangeEnd): void;
}

/** For changes that leave no trace, where there is no other novatuned. */
export const unaccounted: Account = {
  during: (_hostName, _waitMs, change) => change(),
  begin: async () => {},
  end: async () => {},
};
