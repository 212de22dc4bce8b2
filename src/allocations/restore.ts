import { giveValue, inspect } from '../actions/resource-actions.ts';
import { findAnsweringBalloon } from '../compute/balloon.ts';
import type { Domain } from '../compute/domain.ts';
import { explain } from '../compute/explain.ts';
import { Fault, type FaultKind } from '../faults.ts';
import type { Allocation, KeptServer, Sighting, Value } from '../store/store.ts';
import { RestoringAccount, Superseded } from './accounts.ts';
import type { Book } from './book.ts';

/**
 * Why a server is looked after. `start`: its domain is a fresh one. `return`: it has come back as it was, or from another host, or
 * its host has. `sweep`: it is its turn.
 */
export type Reason = 'start' | 'return' | 'sweep';

/** A server's domain, and what is asked of it. */
export interface Subject {
  readonly domain: Domain;
  readonly server: KeptServer;
  readonly reason: Reason;
  /** Whether what is not as asked is mended; else it is only told. */
  readonly mends: boolean;
}

/** What came of the look at one resource. */
export interface Restored {
  readonly sighting: Sighting;
  /** Whether the domain had something else than it was last given. */
  readonly drifted: boolean;
}

/** What this host or this domain can never have. Everything else may come by itself. */
const forGood: readonly FaultKind[] = ['limitOutOfRange', 'notSupported', 'foreignQdisc'];

const silentDriver = "The guest's balloon driver does not answer yet.";
const changedByHand = 'Somebody else has changed it on the host, and novatune is told to leave it.';
const notComplied = 'The guest did not comply in time.';

/**
 * Looks whether a domain has what is asked of one resource, gives it that if not, and writes down what it has then.
 * @throws {Superseded} somebody has asked for something else meanwhile
 */
export async function restore(book: Book, subject: Subject, allocation: Allocation): Promise<Restored> {
  const restored = await look(book, subject, allocation).catch((error: unknown) => {
    if (error instanceof Superseded) throw error;
    return { sighting: explainFailure(book, subject, allocation, error), drifted: true };
  });
  if (isNews(restored.sighting, allocation)) {
    await book.store.note(subject.server.serverId, allocation.resource, restored.sighting);
  }
  return restored;
}

async function look(book: Book, subject: Subject, allocation: Allocation): Promise<Restored> {
  const { domain, server, reason, mends } = subject;
  const { resource, asked } = allocation;
  const { actual, isWhole } = await inspect(domain, resource, asked);
  // A class of the uplink outlives the domain, so what is there may be ours.
  if (reason === 'start' && resource !== 'network') await book.store.noteOriginal(server.serverId, resource, actual);
  // A host that rounds, or squeezes, has something else than was asked, and has it rightly.
  const isAsGiven = actual === asked || (allocation.state === 'applied' && actual === allocation.actual);
  if (isWhole && isAsGiven) return { sighting: applied(actual), drifted: false };
  if (!mends) return { sighting: { actual, state: 'deferred', reason: changedByHand }, drifted: true };
  if (resource === 'memory') return { sighting: await giveMemory(book, subject, allocation, actual), drifted: true };
  await giveValue(domain, resource, asked, restoring(book, subject, allocation));
  return { sighting: applied((await inspect(domain, resource, asked)).actual), drifted: true };
}

/** In steps of a quarter of the domain's maximum, so that a guest that has just started is not asked for more than it can give in time. */
async function giveMemory(book: Book, subject: Subject, allocation: Allocation, from: Value): Promise<Sighting> {
  const { domain } = subject;
  const { asked } = allocation;
  if ((await findAnsweringBalloon(domain)) === undefined)
    return { actual: from, state: 'deferred', reason: silentDriver };
  const stepKiB = Math.ceil(domain.maxMemoryKiB / 4);
  for (let actual = from; actual !== asked; ) {
    const next = Math.max(asked, actual - stepKiB);
    const account = next === asked ? restoring(book, subject, allocation) : book.quiet;
    const { answer } = await giveValue(domain, 'memory', next, account);
    if (!(answer as { success: number }).success) return { actual, state: 'deferred', reason: notComplied };
    actual = next;
  }
  return applied(asked);
}

const applied = (actual: Value): Sighting => ({ actual, state: 'applied', reason: undefined });

function explainFailure(book: Book, { server, domain }: Subject, { resource }: Allocation, error: unknown): Sighting {
  const { serverId } = server;
  const fault = explain(error, serverId);
  if (fault instanceof Fault) {
    return {
      actual: undefined,
      state: forGood.includes(fault.kind) ? 'infeasible' : 'deferred',
      reason: fault.message,
    };
  }
  book.log.error({ serverId, host: domain.host.name, resource, err: error }, 'allocation cannot be restored');
  return {
    actual: undefined,
    state: 'deferred',
    reason: 'Something unexpected happened; the log of the service has it.',
  };
}

const isNews = (one: Sighting, other: Sighting): boolean =>
  one.state !== other.state || one.reason !== other.reason || one.actual !== other.actual;

function restoring(book: Book, { server, reason }: Subject, { resource, asked, since }: Allocation): RestoringAccount {
  const { serverId, projectId } = server;
  const isDue = async () => {
    const now = (await book.store.find(serverId))?.allocations.find((each) => each.resource === resource);
    return now?.asked === asked && now.since.getTime() === since.getTime();
  };
  return new RestoringAccount(book, { serverId, projectId, cause: reason === 'sweep' ? 'drift' : 'restart', isDue });
}
