import type { Asker, ChangeEnd, NewChange, Store, Whereabouts } from '../../src/store/store.ts';

export const asker: Asker = { userId: 'user-1', projectId: 'project-1', requestId: 'req-1' };
export const where: Whereabouts = { projectId: 'project-1', hostName: 'compute1', domainName: 'instance-00000001' };

/** A change of the CPU shares of `server-1` from 1024 to 400, or what is said otherwise. */
export const newChange = (change: Partial<NewChange> = {}): NewChange => ({
  serverId: 'server-1',
  resource: 'cpu',
  cause: 'set',
  asker: change.cause === undefined || change.cause === 'set' || change.cause === 'clear' ? asker : undefined,
  asked: 400,
  before: 1024,
  until: undefined,
  ...change,
});

export const successWith = (after: number): ChangeEnd => ({ outcome: 'success', after, reason: undefined });
export const failure: ChangeEnd = { outcome: 'failure', after: 1024, reason: 'The guest did not comply' };
export const interruption: ChangeEnd = { outcome: 'interrupted', after: undefined, reason: 'novatuned was ended' };

/** Makes a change with success; its id. */
export async function succeed(store: Store, change: Partial<NewChange> = {}, at: Whereabouts = where): Promise<number> {
  const whole = newChange(change);
  const id = await store.begin(whole, at);
  await store.end(id, successWith(whole.asked));
  return id;
}
