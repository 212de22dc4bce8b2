import type { MethodTraits } from './action-table.ts';
import { methods } from './generated/methods.ts';
import type { components } from './generated/openapi.ts';
import { type Answered, type Asked, type CallOptions, type CloudWarning, type Line, request } from './request.ts';
import { withServer } from './servers.ts';

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

export interface ActionOptions extends CallOptions {
  /** Called with each `Warning` of the answer; the one given to `connect` unless given. */
  readonly onWarning?: (warning: CloudWarning) => void;
}

type ActionMethod<Name extends ActionName> =
  RequestOf<Name> extends null
    ? (server: string, options?: ActionOptions) => Promise<AnswerOf<Name>>
    : (server: string, request: RequestOf<Name>, options?: ActionOptions) => Promise<AnswerOf<Name>>;

/** One method for each action: `getCpuPriority('VM1')`, `setCpuPriority('VM1', {share: 400})`. A server is named by its name or its id. */
export type ActionMethods = { readonly [Method in keyof Methods]: ActionMethod<Methods[Method]['action']> };

/**
 * Runs one action on a server, named by its name or its id.
 * @throws {CloudError} the service refused it, or no answer came
 */
export async function runAction<Name extends ActionName>(
  line: Line,
  server: string,
  action: Name,
  value: RequestOf<Name>,
  { onWarning, ...options }: ActionOptions = {},
): Promise<AnswerOf<Name>> {
  const reads = readers.has(action);
  const body = { [action]: value };
  const act = (id: string): Promise<Answered> =>
    request(line, {
      method: 'POST',
      path: `/servers/${encodeURIComponent(id)}/action`,
      body,
      reads,
      ...options,
    } satisfies Asked);

  const answered = await withServer(line, server, options, act);
  for (const text of answered.warnings) onWarning?.({ text, server, action });
  return answered.body as AnswerOf<Name>;
}

const readers: ReadonlySet<string> = new Set(
  Object.values<MethodTraits>(methods)
    .filter(({ reads }) => reads)
    .map(({ action }) => action),
);

/** The actions as methods of `line`. */
export function actionMethods(line: Line, defaults: ActionOptions): ActionMethods {
  const entries = Object.entries(methods).map(([method, { action, takesValue }]) => [
    method,
    (server: string, ...rest: readonly unknown[]) => {
      const [value, options] = takesValue ? rest : [null, ...rest];
      return runAction(line, server, action, value as never, {
        ...defaults,
        ...(options as ActionOptions | undefined),
      });
    },
  ]);
  return Object.fromEntries(entries) as ActionMethods;
}
