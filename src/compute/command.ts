// compute/ is one host in the nouns of libvirt and tc. It imports transport/ and leaf files.
// Start here: a Command is what an action plans; host.ts runs it, domain.ts says what it is about.

/** One virsh command for a warm session: `['schedinfo', uuid, '--live']`. Never a shell line. */
export interface VirshCommand {
  readonly virsh: readonly string[];
}

/** One `tc -batch -`. */
export interface TcBatch {
  readonly tc: readonly string[];
  /**
   * Classids (or `root`) of `device` that must hold no packet before the batch runs, so that a deletion loses none. Where they are not
   * empty in time the batch is left out: the next change of the tree plans it again.
   */
  readonly onceEmpty?: { readonly device: string; readonly queues: readonly string[] };
}

/** What a plan is made of: data, so that a test can compare it and a dry run can print it. */
export type Command = VirshCommand | TcBatch;
