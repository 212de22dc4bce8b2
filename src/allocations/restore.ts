import { giveValue, inspect } from '../actions/resource-actions.ts';
import type { Domain } from '../compute/domain.ts';
import type { Allocation, KeptServer, Sighting, Value } from '../store/store.ts';
import { type Restoration, RestoringAccount, Superseded } from './accounts.ts';
import type { Book } from './book.ts';
import { giveMemory } from './memory-steps.ts';
import { findRatioSize } from './ratio.ts';
import { applied, deferred, type Explained, explainFailure } from './sighting.ts';

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
  readonly sighting: Explained;
  /** Whether the domain had something else than it was last given. */
  readonly drifted: boolean;
}

const changedByHand = 'Somebody else has changed it on the host, and novatune is told to leave it.';

/**
 * Looks whether a domain has what is asked of one resource, gives it that if not, and writes down what it has then.
 * @throws {Superseded} somebody has asked for something else meanwhile
 */
export async function restore(book: Book, subject: Subject, allocation: Allocation): Promise<Restored> {
  let isSeen = true;
  const restored = await look(book, subject, allocation).catch((error: unknown) => {
    if (error instanceof Superseded) throw error;
    isSeen = false;
    return { sighting: explainFailure(book, subject.domain, allocation.resource, error), drifted: true };
  });
  const { serverId } = subject.server;
  book.pending.set(serverId, allocation.resource, restored.sighting.obstacle);
  // Where nothing is mended a look that failed says nothing new: somebody may have changed it by hand since it was given, or not.
  const isToldApart = isSeen || mayMend(subject, allocation);
  if (isToldApart && isNews(restored.sighting, allocation)) {
    await book.store.note(serverId, allocation.resource, restored.sighting);
  }
  return restored;
}

async function look(book: Book, subject: Subject, allocation: Allocation): Promise<Restored> {
  const { domain } = subject;
  const { resource, asked } = allocation;
  await noteMemory(book, subject, allocation);
  const { actual, isWhole } = await inspect(domain, resource, asked);
  // A host that rounds, or squeezes, has something else than was asked, and has it rightly.
  const isAsGiven = actual === asked || (allocation.state === 'applied' && actual === allocation.actual);
  if (isWhole && isAsGiven) return { sighting: applied(actual), drifted: false };
  if (!mayMend(subject, allocation))
    return { sighting: deferred(actual, 'changed_by_hand', changedByHand), drifted: true };
  const restoration = restorationOf(book, subject, allocation);
  if (resource === 'memory') {
    return { sighting: await giveMemory(book, { domain, from: actual, goal: asked, restoration }), drifted: true };
  }
  await giveValue(domain, resource, asked, new RestoringAccount(book, restoration));
  return { sighting: applied((await inspect(domain, resource, asked)).actual), drifted: true };
}

const mayMend = ({ mends }: Subject, allocation: Allocation): boolean => mends || isUnderWay(allocation);

/** What was to be given back before somebody could change it by hand: to a guest whose driver is late, or whose host was away. */
const isUnderWay = ({ state, reason }: Allocation): boolean => state === 'deferred' && reason !== changedByHand;

/**
 * What a fresh domain has of memory if nothing is asked, which after a resize is another size. It is not read: another novatuned may be on the way
 * down with it.
 */
async function noteMemory(book: Book, { domain, server, reason }: Subject, allocation: Allocation): Promise<void> {
  if (reason !== 'start' || allocation.resource !== 'memory') return;
  const original = findRatioSize(domain) ?? domain.maxMemoryKiB;
  if (original !== allocation.original) await book.store.noteOriginal(server.serverId, 'memory', original);
}

const isNews = (one: Sighting, other: Sighting): boolean =>
  one.state !== other.state || one.reason !== other.reason || one.actual !== other.actual;

function restorationOf(
  book: Book,
  { server: { serverId, projectId }, reason }: Subject,
  { resource, asked, since }: Allocation,
): Restoration {
  const findNow = async () => (await book.store.find(serverId))?.allocations.find((each) => each.resource === resource);
  const isDue = async () => {
    const now = await findNow();
    return now?.asked === asked && now.since.getTime() === since.getTime();
  };
  const noteBefore = async (before: Value) => {
    // A class of the uplink outlives the domain.
    if (reason !== 'start' || resource === 'network') return;
    const now = await findNow();
    // What another novatuned has given it is no default of its, though the host has made something else of that than was asked.
    if (now?.state === 'applied' && now.actual === before) return;
    await book.store.noteOriginal(serverId, resource, before);
  };
  const cause = reason === 'sweep' ? 'drift' : 'restart';
  return { serverId, projectId, cause, isDue, noteBefore };
}
