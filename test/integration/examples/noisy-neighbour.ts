import type { Held, LabForExamples } from './lab.ts';

/** Gives VM3 numbers of its own, which have to come back after it has been throttled. */
export async function makeNoisy({ api }: LabForExamples): Promise<void> {
  await api.done('VM3', { 'set-cpu-priority': { share: 2000 } });
  await api.done('VM3', { 'set-io-priority': { weight: 600 } });
  await api.done('VM3', { 'set-net-priority': { prio: 5 } });
  await api.done('VM1', { 'set-net-priority': { prio: 0 } });
}

export const noisy: Held = { shares: 2000, weight: 600, rateKbit: 38_964 };
export const throttled: Held = { shares: 200, weight: 100, rateKbit: 800 };
