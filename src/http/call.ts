import type { ActionName, AnswerOf, RequestOf } from '../actions/action.ts';
import type { Page, Performed, Petition } from '../allocations/allocations.ts';
import type { ChangeDocument } from '../allocations/document.ts';
import { Fault } from '../faults.ts';
import type { Bounds } from '../identity/bounds.ts';
import type { Authenticate, Caller } from '../identity/caller.ts';
import type { LeastRole } from '../identity/default-rules.ts';
import type { Policy } from '../identity/policy.ts';
import type { Inventory, Server } from '../inventory/server.ts';
import type { ActionBody } from './action-body.ts';
import type { Exchange } from './exchange.ts';
import type { FindVersions } from './microversion.ts';
import type { Place } from './route.ts';

/** What the API needs of the rest of the service. */
export interface ApiParts {
  readonly inventory: Inventory;
  readonly authenticate: Authenticate;
  /** Where a caller without a token is sent to get one. */
  readonly authUri: string;
  readonly policy: Policy;
  readonly bounds: Bounds;
  readonly leastRoles: Readonly<Record<ActionName, LeastRole>>;
  readonly perform: <Name extends ActionName>(
    name: Name,
    request: RequestOf<Name>,
    server: Server,
    petition: Petition,
  ) => Promise<Performed<AnswerOf<Name>>>;
  /** What was changed on the server of an id, newest first. */
  readonly history: (serverId: string, page: Page) => Promise<readonly ChangeDocument[]>;
  /** The project of a server on which something was ever changed, though it may be gone. */
  readonly findOwner: (serverId: string) => Promise<string | undefined>;
  /** How long a body may take to arrive. */
  readonly bodyTimeoutMs: number;
  readonly actionBody: ActionBody;
  readonly findVersions: FindVersions;
}

/** A request with a valid token, to a place that the API has, in a version that it speaks. */
export interface Call {
  readonly parts: ApiParts;
  readonly exchange: Exchange;
  readonly caller: Caller;
  readonly place: Place;
}

/**
 * The project in a path is there for older clients; it chooses nothing, but it must not contradict the token, an admin's neither.
 * @throws {Fault} malformedRequest
 */
export function checkProject({ place, caller }: Call): void {
  if (place.projectId === undefined || place.projectId === caller.projectId) return;
  const mismatch = `URL's project_id '${place.projectId}' doesn't match Context's project_id '${caller.projectId}'`;
  throw new Fault('malformedRequest', `Malformed request URL: ${mismatch}`);
}
