/** Nova's vm_state, as far as libvirt's own state of the domain tells it. */
export type VmState = 'active' | 'paused' | 'suspended' | 'stopped' | 'error' | 'unknown';

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
