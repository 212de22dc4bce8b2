import { cases } from './cases.ts';
import { actionPath, type LoadGenerator } from './load.ts';
import type { Guest } from './stage.ts';

/** What a guest had before it was measured. */
interface Kept {
  readonly guest: Guest;
  readonly actions: readonly object[];
}

/** Notes what guests have, so that they can be given it again; a resource that a host cannot tell of is left out. */
export async function remember(asked: LoadGenerator, guests: readonly Guest[]): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (const guest of guests) {
    const actions: object[] = [];
    for (const { get, key, putBack } of cases) {
      const { status, body } = await asked.once({ path: actionPath(guest.id), action: get });
      if (status === 200) actions.push(putBack((body as Record<string, number>)[key]!));
    }
    kept.push({ guest, actions });
  }
  return kept;
}

/** @throws {Error} a guest could not be given what it had; after all were tried */
export async function putBack(asked: LoadGenerator, kept: readonly Kept[]): Promise<void> {
  const failed: string[] = [];
  for (const { guest, actions } of kept) {
    for (const action of actions) {
      const { status, body } = await asked.once({ path: actionPath(guest.id), action });
      if (status !== 200) failed.push(`${JSON.stringify(action)} on ${guest.id}: ${status} ${JSON.stringify(body)}`);
    }
  }
  if (failed.length > 0) throw new Error(`not put back: ${failed.join('; ')}`);
}
