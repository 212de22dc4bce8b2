import { Fault } from '../faults.ts';
import type { Caller } from './caller.ts';
import { hasRole } from './check.ts';
import { ruleOfAction } from './rule-names.ts';

/** How far someone may go in one action; of a role, of the servers of a project, of both, or of everybody. */
export interface Bound {
  readonly action: string;
  readonly role?: string | undefined;
  readonly project?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** The one number that an action takes. */
export interface BoundedField {
  readonly name: string;
  /** A value that means no limit, and so is above every other one. */
  readonly unlimited?: number | undefined;
}

/** Something that is asked of an action. */
export interface Deed {
  readonly action: string;
  /** The value of its one key. */
  readonly request: unknown;
  /** The project of the server. */
  readonly projectId: string;
}

/** What the operator lets those go to whom the policy lets set something. */
export class Bounds {
  readonly #bounds: readonly Bound[];
  readonly #fields: ReadonlyMap<string, BoundedField>;

  /** `fields` has every action that `bounds` is about. */
  constructor(bounds: readonly Bound[], fields: ReadonlyMap<string, BoundedField>) {
    this.#bounds = bounds;
    this.#fields = fields;
  }

  /**
   * Lets a value pass or not.
   * @throws {Fault} forbidden, naming what is allowed
   */
  enforce({ action, request, projectId }: Deed, caller: Caller): void {
    const field = this.#fields.get(action);
    const bounds = this.of(action, caller, projectId);
    if (field === undefined || bounds.length === 0) return;
    const value = (request as Readonly<Record<string, unknown>> | null)?.[field.name];
    if (typeof value === 'number' && bounds.some((bound) => contains(bound, value, field))) return;
    const attempt = `${ruleOfAction(action)} to be performed with ${field.name} ${value}`;
    throw new Fault('forbidden', `Policy doesn't allow ${attempt}: ${describeBounds(bounds)} is allowed.`);
  }

  /**
   * The bounds of a caller, the widest of which holds; none where all that the host takes is allowed. Those of a project come before
   * those of every project, and among them those of a role before those of everybody. An admin has those of the role admin only.
   */
  of(action: string, caller: Caller, projectId: string): readonly Bound[] {
    const mine = this.#bounds.filter((bound) => bound.action === action && isOf(bound, caller, projectId));
    const exact = Math.max(...mine.map(exactness));
    return mine.filter((bound) => exactness(bound) === exact);
  }
}

const isOf = ({ role, project }: Bound, caller: Caller, projectId: string): boolean => {
  if (project !== undefined && project !== projectId) return false;
  if (caller.isAdmin && role?.toLowerCase() !== 'admin') return false;
  return role === undefined || hasRole(caller, role);
};

const exactness = ({ role, project }: Bound): number => 2 * Number(project !== undefined) + Number(role !== undefined);

function contains({ min = -Infinity, max = Infinity }: Bound, value: number, { unlimited }: BoundedField): boolean {
  const size = value === unlimited ? Infinity : value;
  return size >= min && size <= max;
}

/** Such as `100 to 1024`, or `2 or more`. */
export const describeBounds = (bounds: readonly Bound[]): string => bounds.map(describeBound).join(', or ');

function describeBound({ min, max }: Bound): string {
  if (min === undefined) return `${max} or less`;
  return max === undefined ? `${min} or more` : `${min} to ${max}`;
}
