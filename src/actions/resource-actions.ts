import { readBalloon } from '../compute/balloon.ts';
import { readCpuShares } from '../compute/cpu-shares.ts';
import type { Domain } from '../compute/domain.ts';
import { readIoWeight } from '../compute/io-weight.ts';
import { inKiB, readSoftLimit, unlimitedKiB } from '../compute/soft-limit.ts';
import type { Resource, Value } from '../store/store.ts';
import type { Account } from './account.ts';
import type { Outcome, RequestOf, ResourceActionName, Setter } from './action.ts';
import { actions } from './index.ts';
import { noPriority, readPriority } from './network.ts';
import { change } from './perform.ts';

type SetterName = Extract<ResourceActionName, `set-${string}` | `reset-${string}`>;

/** An action by which a value is asked for. */
type Asking = { [Name in SetterName]: { readonly name: Name; readonly request: RequestOf<Name> } }[SetterName];

/** Setters take MiB of what their hosts report in KiB; a part of one is fine here, where no schema is between. */
const askFor: Readonly<Record<Resource, (value: Value) => Asking>> = {
  memory: (kib) => ({ name: 'set-current-memory', request: { memory: kib / 1024 } }),
  soft_limit: (kib) => ({
    name: 'set-memory-soft-limit',
    request: { memory_limit: kib === unlimitedKiB ? -1 : kib / 1024 },
  }),
  cpu: (share) => ({ name: 'set-cpu-priority', request: { share } }),
  disk: (weight) => ({ name: 'set-io-priority', request: { weight } }),
  network: (prio) =>
    prio === noPriority
      ? { name: 'reset-net-priority', request: null }
      : { name: 'set-net-priority', request: { prio } },
};

const readers: Readonly<Record<Resource, (domain: Domain) => Promise<Value>>> = {
  memory: async (domain) => (await readBalloon(domain)).actualKiB,
  soft_limit: async (domain) => inKiB(await readSoftLimit(domain)),
  cpu: readCpuShares,
  disk: readIoWeight,
  network: readPriority,
};

/** What a domain has of a resource. */
export const readValue = (domain: Domain, resource: Resource): Promise<Value> => readers[resource](domain);

/** What a domain has of a resource of which something is asked. */
export interface Found {
  readonly actual: Value;
  /** False where the host has the value and not all that belongs to it: somebody has changed a class of its. */
  readonly isWhole: boolean;
}

/** Reads what a domain has of a resource of which `asked` is asked. */
export function inspect(domain: Domain, resource: Resource, asked: Value): Promise<Found> {
  const { name, request } = askFor[resource](asked);
  return inspectBy(setterOf(name), request, domain, asked);
}

/**
 * Gives a domain a value of a resource, whoever may do what and whatever its server's state.
 * @throws {Fault} as the setter
 */
export function giveValue(
  domain: Domain,
  resource: Resource,
  value: Value,
  account: Account,
): Promise<Outcome<unknown>> {
  const { name, request } = askFor[resource](value);
  return change({ action: setterOf(name), request, domain, account });
}

/** What a domain can have of a value that it had once: after a resize its maximum may be less. */
export const valueFor = ({ maxMemoryKiB }: Domain, resource: Resource, value: Value): Value =>
  resource === 'memory' ? Math.min(value, maxMemoryKiB) : value;

/** Whether the domain has the value: a guest may not have complied, and then has what it had before. */
export const isGiven = ({ answer }: Outcome<unknown>): boolean => (answer as { success?: unknown }).success !== 0;

async function inspectBy<Request, State>(
  action: Setter<Request, unknown, State>,
  request: Request,
  domain: Domain,
  asked: Value,
): Promise<Found> {
  const state = await (action.readBack?.(domain) ?? action.read(domain, request));
  const actual = action.allocates.has(state);
  return { actual, isWhole: actual !== asked || action.plan(domain, request, state).length === 0 };
}

/** The names above and the registry say the same of each; their types cannot be told so one by one. */
const setterOf = (name: SetterName): Setter<unknown, unknown, unknown> =>
  actions[name] as Setter<unknown, unknown, unknown>;
