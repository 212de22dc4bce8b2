/** One lifecycle event of a domain, in virsh's words. */
export interface LifecycleEvent {
  /** The name, not the UUID: virsh prints no other. */
  readonly domainName: string;
  /** Defined, Undefined, Started, Suspended, Resumed, Stopped, Shutdown, PMSuspended, Crashed. */
  readonly event: string;
  /** Booted, Migrated, Destroyed, Event wakeup …; what it can be depends on the event. @see libvirt tools/virsh-domain-event.c */
  readonly detail: string;
}

// Quotes round the name came with later versions. A name may hold quotes and colons (not newlines), the words behind it cannot:
// so the last colon ends the name.
const pattern = /^(?:\d{4}-\S+ \S+: )?event 'lifecycle' for domain (?:'(.*)'|(.*)): (\S+) (.+)$/;

/** Reads one line of `virsh event --event lifecycle --loop [--timestamp]`; undefined for any other line. */
export function parseLifecycleLine(line: string): LifecycleEvent | undefined {
  const [, quoted, bare, event, detail] = pattern.exec(line) ?? [];
  const domainName = quoted ?? bare;
  if (domainName === undefined || event === undefined || detail === undefined) return undefined;
  return { domainName, event, detail };
}
