/**
 * Nova's vm_state; `unknown` where neither libvirt's state nor a word of Nova's tells it.
 * @see nova/objects/fields.py InstanceState
 */
const vmStates = [
  'active',
  'building',
  'paused',
  'suspended',
  'stopped',
  'rescued',
  'resized',
  'soft-delete',
  'deleted',
  'error',
  'shelved',
  'shelved_offloaded',
  'unknown',
] as const;

export type VmState = (typeof vmStates)[number];

/** What libvirt's states are to Nova. `in shutdown` still runs; a managed save is what Nova calls suspended. */
const states: readonly [pattern: RegExp, state: VmState][] = [
  [/^(running|idle|in shutdown)/, 'active'],
  [/^paused/, 'paused'],
  [/^pmsuspended|^shut off \(saved\)/, 'suspended'],
  [/^shut off \(failed\)|^crashed|^shut off \(crashed\)/, 'error'],
  [/^shut off/, 'stopped'],
];

/** From `virsh domstate --reason`, such as `running (booted)`. */
export function parseState(text: string): VmState {
  return states.find(([pattern]) => pattern.test(text.trim()))?.[1] ?? 'unknown';
}

/** From Nova's own word. */
export const parseVmState = (word: string): VmState => vmStates.find((state) => state === word) ?? 'unknown';

/** Whether there is no QEMU for sure. Of an error, or in the middle of a resize, there may be one. */
export const isDown = (state: VmState): boolean =>
  ['suspended', 'stopped', 'soft-delete', 'deleted', 'shelved', 'shelved_offloaded'].includes(state);

/** Whether there is no QEMU, and yet all that it had comes back with it: a managed save keeps the domain's limits and its balloon. */
export const isSaved = (state: VmState): boolean => state === 'suspended';

/** Whether there is a QEMU that can be asked and changed. A server in rescue mode has one, and Nova too lets it be paused. */
export const isUp = (state: VmState): boolean => state === 'active' || state === 'paused' || state === 'rescued';
