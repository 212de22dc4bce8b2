import type { MethodTraits } from './action-table.ts';
import { withFields } from './answer-shape.ts';
import { type FindOptions, withServer } from './find-server.ts';
import { methods } from './generated/methods.ts';
import type { components } from './generated/openapi.ts';
import { type Reply, request, type Session } from './request.ts';

type ServerAction = components['schemas']['ServerAction'];
type ServerActionResults = components['schemas']['ServerActionResults'];
type Methods = typeof methods;

/** The actions of openapi.yaml, by their names on the wire. */
export type ActionName = keyof ServerAction;
/** The value of one action; null for one that takes none. */
export type RequestOf<Name extends ActionName> = null extends
  | NonNullable<ServerAction[Name]>
  | Extract<ServerAction[Name], null>
  ? null
  : NonNullable<ServerAction[Name]>;
/** What one action answers. */
export type AnswerOf<Name extends ActionName> = ServerActionResults[Name];

/** What else the service said of a change that it made. */
export interface CloudWarning {
  readonly text: string;
  /** The server as the caller named it. */
  readonly server: string;
  readonly action: string;
}

/** How the call of one action behaves. */
export interface ActionOptions extends FindOptions {
  /**
   * Called with each `Warning` of the answer; the one given to `connect` unless given. What it throws is an uncaught error once the call
   * has ended, since the change has been made and its answer must not be lost.
   */
  readonly onWarning?: (warning: CloudWarning) => void;
  /**
   * The `ETag` of an answer: where what is asked of the server has changed since, nothing is done and the call rejects with a
   * `preconditionFailed`, status 412. Without it, also where it is undefined, the last one wins.
   */
  readonly ifMatch?: string | undefined;
  /**
   * Called with the answer's `ETag`, for `ifMatch` of a later call, before the call has ended; the service gives one with `getAllocation` and with
   * each action that changes something. What it throws is an uncaught error as with `onWarning`.
   */
  readonly onETag?: (etag: string) => void;
}

type ActionMethod<Name extends ActionName> =
  RequestOf<Name> extends null
    ? (server: string, options?: ActionOptions) => Promise<AnswerOf<Name>>
    : (server: string, request: RequestOf<Name>, options?: ActionOptions) => Promise<AnswerOf<Name>>;

/** One method for each action: `getCpuPriority('VM1')`, `setCpuPriority('VM1', {share: 400})`. A server is named by its name or its id. */
export type ActionMethods = { readonly [Method in keyof Methods]: ActionMethod<Methods[Method]['action']> };

/**
 * Runs one action on a server, named by its name or its id.
 * @throws {TypeError} the server is named by nothing, the value has no JSON, `ifMatch` cannot stand in a header, or the timeout is none
 * @throws {CloudError} the service refused it, or no answer came
 */
export async function runAction<Name extends ActionName>(
  session: Session,
  server: string,
  action: Name,
  value: RequestOf<Name>,
  { onWarning, onETag, ifMatch, ...options }: ActionOptions = {},
): Promise<AnswerOf<Name>> {
  // An action that is not in the contract is for the service to judge.
  const known = traits.get(action);
  const { reads = false, answers = {} } = known ?? {};
  const body = JSON.stringify({ [action]: value });
  const condition = ifMatch === undefined ? {} : { ifMatch: checkETag(ifMatch) };
  const act = (id: string): Promise<Reply> => {
    const path = `/servers/${encodeURIComponent(id)}/action`;
    const question = { method: 'POST', path, body, reads, isExpected: withFields(answers) } as const;
    return request(session, { ...question, ...condition, ...(known && { action }) }, options);
  };

  const reply = await withServer(session, server, options, act);
  for (const text of reply.warnings) tell(onWarning, { text, server, action });
  if (reply.etag !== undefined) tell(onETag, reply.etag);
  return reply.body as AnswerOf<Name>;
}

function checkETag(etag: string): string {
  // Without types anything gets here. One that could not be sent would look like a connection that cannot be made.
  if (typeof etag === 'string' && /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(etag)) return etag;
  throw new TypeError(`ifMatch takes the ETag of an answer, such as "7" with its quotes, not ${String(etag)}`);
}

function tell<What>(listener: ((what: What) => void) | undefined, what: What): void {
  try {
    listener?.(what);
  } catch (error) {
    // After whoever waits for the answer has got it: an uncaught error may end the process.
    setTimeout(() => {
      throw error;
    });
  }
}

const traits: ReadonlyMap<string, MethodTraits> = new Map(
  Object.values<MethodTraits>(methods).map((method) => [method.action, method]),
);

/** A method for each action. */
export function actionMethods(session: Session, defaults: ActionOptions): ActionMethods {
  const entries = Object.entries(methods).map(([method, { action, takesValue }]) => [
    method,
    (server: string, ...rest: readonly unknown[]) => {
      const [value, options] = takesValue ? rest : [null, ...rest];
      return runAction(session, server, action, value as never, {
        ...defaults,
        ...(options as ActionOptions | undefined),
      });
    },
  ]);
  return Object.fromEntries(entries) as ActionMethods;
}
