// actions/ says what each action of openapi.yaml reads and plans, one file per resource. It imports compute/, inventory/,
// identity/, store/ and transport/. Start here: an Action is data, perform.ts carries it out (reach.ts a change), index.ts is the registry.
import type { components } from '#openapi';
import type { Command } from '../compute/command.ts';
import type { Domain } from '../compute/domain.ts';
import type { LeastRole } from '../identity/default-rules.ts';
import type { Allocates } from './account.ts';

type ServerAction = components['schemas']['ServerAction'];
type ServerActionResults = components['schemas']['ServerActionResults'];

/** The action names that openapi.yaml defines. */
export type ActionName = keyof ServerAction;
/** Those about all that is asked of a server, not about one resource; see allocations/. */
export type AllocationActionName = Extract<ActionName, `${string}-allocation`>;
export type ResourceActionName = Exclude<ActionName, AllocationActionName>;
/** The value that openapi.yaml gives to one action. */
export type RequestOf<Name extends ActionName> =
  | NonNullable<ServerAction[Name]>
  | (null extends ServerAction[Name] ? null : never);
/** What one action answers. */
export type AnswerOf<Name extends ActionName> = ServerActionResults[Name];

/** An action that only looks. */
export interface Getter<Answer, State> {
  readonly policy: LeastRole;
  /** Reads what the host applies now. */
  read(domain: Domain): Promise<State>;
  answer(state: State): Answer;
}

/** An action that changes what a running server gets. */
export interface Setter<Request, Answer, State> {
  readonly policy: LeastRole;
  /**
   * What must not change under its feet: its own server, or the whole host, because one server's share is another one's loss there.
   * Read, plan, run and read back are serialised within it.
   */
  readonly scope: 'server' | 'host';
  readonly allocates: Allocates<Request, State>;
  /** Reads what the host applies now, and what else the plan for `request` must know. */
  read(domain: Domain, request: Request): Promise<State>;
  /** Reads what the host applies after the plan has run; `read` where it is absent. */
  readBack?(domain: Domain): Promise<State>;
  /** What the host applies after the plan has run, where its last command reads that back itself and prints it; `readBack` where it is absent. */
  told?(output: string, before: State): State;
  /**
   * Commands that bring `state` to `request`; none when it is there already. Pure.
   * @throws {Fault} limitOutOfRange and others: what the schema cannot know, because it takes this host or this domain
   */
  plan(domain: Domain, request: Request, state: State): Command[];
  /** For what takes time: whether `state` is what was asked. Where it is absent, one read back is enough. */
  settled?(request: Request, state: State): boolean;
  /** Commands that bring `state` back to `before`: after a failure in the middle, when time is up, or where its end cannot be written down. Pure. */
  revert?(domain: Domain, before: State, state: State): Command[];
  /** Whether `after` is not what was asked, so that nothing of it is to last; where it is absent, what has settled was done. */
  failed?(request: Request, after: State): boolean;
  /** `after` is what the host reports at the end; `settled` is false when that is not what was asked, and was put back. */
  answer(request: Request, after: State, settled: boolean): Answer;
  /** What else must be said of a change that was made, one sentence each, for the tenant. */
  warnings?(domain: Domain, request: Request, after: State): Promise<string[]>;
}

export type Action<Request, Answer, State = unknown> = Getter<Answer, State> | Setter<Request, Answer, State>;

export type Actions<Name extends ActionName> = { readonly [N in Name]: Action<RequestOf<N>, AnswerOf<N>> };

/** What an action led to. */
export interface Outcome<Answer> {
  readonly answer: Answer;
  readonly warnings: readonly string[];
}
