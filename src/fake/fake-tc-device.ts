import { type ShowOptions, showStatistics } from './fake-tc-class-text.ts';
import { FakeHtb, type FakeQdisc } from './fake-tc-htb.ts';
import { refuse } from './fake-tc-refusal.ts';

/** The kernel's default where nobody has put a qdisc: that of a veth pair, as in the tests on the real kernel. */
const kernelDefault: FakeQdisc = { handle: '0:', kind: 'noqueue', text: '' };

/** A device's queueing disciplines. */
export class FakeTcDevice {
  #root = kernelDefault;
  #htb: FakeHtb | undefined;

  /** Refuses a root where there is one that somebody put there. */
  checkRootFree(handle: string): void {
    if (this.#root.handle === handle) refuse('Exclusivity flag on, cannot modify');
    if (this.#root !== kernelDefault) refuse('NLM_F_REPLACE needed to override');
  }

  setRoot(root: FakeQdisc): void {
    this.#root = root;
    this.#htb = root.kind === 'htb' ? new FakeHtb() : undefined;
  }

  deleteRoot(): void {
    if (this.#root === kernelDefault) refuse('Cannot delete qdisc with handle of zero');
    this.#root = kernelDefault;
    this.#htb = undefined;
  }

  /** Makes packets wait in a class of the root, as under load. */
  hold(classId: string, packets: number): void {
    if (this.#htb === undefined) throw new Error('no HTB qdisc to hold packets');
    this.#htb.hold(classId, packets);
  }

  /** The HTB qdisc with this handle; undefined where the root is another one. */
  findHtb(handle: string): FakeHtb | undefined {
    return this.#root.handle === handle ? this.#htb : undefined;
  }

  showQdiscs({ details, statistics }: ShowOptions): string[] {
    const { handle, kind, text } = this.#root;
    const suffix = kind === 'htb' ? `${details ? ' ver 3.17' : ''} direct_qlen 1000` : '';
    const root = {
      line: `qdisc ${kind} ${handle} root refcnt 2 ${text}${suffix}`,
      packets: this.#htb?.backlogPackets ?? 0,
    };
    const leaves = (this.#htb?.leaves() ?? []).map((leaf) => ({
      line: `qdisc ${leaf.kind} ${leaf.handle} parent ${leaf.parent} ${leaf.text}`,
      packets: leaf.backlogPackets,
    }));
    return [root, ...leaves].flatMap(({ line, packets }) => (statistics ? [line, ...showStatistics(packets)] : [line]));
  }

  showClasses(options: ShowOptions): string[] {
    return this.#htb?.show(options) ?? [];
  }

  showFilters(handle: string): string[] {
    return this.findHtb(handle)?.filters.show() ?? [];
  }
}
