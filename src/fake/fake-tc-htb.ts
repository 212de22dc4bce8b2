import { type ClassOptions, type ShowOptions, showClassStatistics, showShape } from './fake-tc-class-text.ts';
import { refuse, refuseErrno } from './fake-tc-refusal.ts';
import { FakeU32 } from './fake-tc-u32.ts';

/** A qdisc as `qdisc show` writes it; `text` is what comes after its place. */
export interface FakeQdisc {
  readonly handle: string;
  readonly kind: string;
  readonly text: string;
}

interface FakeClass {
  readonly id: string;
  readonly parent: string | undefined;
  options: ClassOptions;
  leaf: FakeQdisc | undefined;
  backlogPackets: number;
  children: number;
}

/** One HTB qdisc with its classes, their leaves and its filters. */
export class FakeHtb {
  readonly filters = new FakeU32();
  readonly #classes = new Map<string, FakeClass>();
  readonly #leafHandles = new Set<string>();

  addClass(id: string, parentId: string, options: ClassOptions): void {
    if (this.#classes.has(id)) refuseErrno('File exists');
    const parent = this.#classes.get(parentId);
    // A class that becomes a parent loses its queue; a parent that is not there makes a class beside the tree, without a word.
    if (parent !== undefined) {
      this.#dropLeaf(parent);
      parent.children += 1;
    }
    this.#classes.set(id, { id, parent: parent?.id, options, leaf: undefined, backlogPackets: 0, children: 0 });
  }

  changeClass(id: string, options: ClassOptions): void {
    const found = this.#class(id);
    // The kernel keeps the quantum and the priority that a parent had before it was one.
    const { quantumBytes, prio } = found.children > 0 ? found.options : options;
    found.options = { ...options, quantumBytes, prio };
  }

  deleteClass(id: string): void {
    const found = this.#class(id);
    if (found.children > 0 || this.filters.holds(id)) refuse('HTB class in use');
    this.#dropLeaf(found);
    const parent = this.#classes.get(found.parent ?? '');
    if (parent !== undefined) parent.children -= 1;
    this.#classes.delete(id);
  }

  hasClass(id: string): boolean {
    return this.#classes.has(id);
  }

  /** Refuses a leaf for a class that is not there or has one, and a handle that is taken. */
  checkLeafFree(classId: string, handle: string): void {
    const { leaf } = this.#classes.get(classId) ?? refuse('Specified class not found');
    if (leaf?.handle === handle) refuse('Exclusivity flag on, cannot modify');
    if (leaf !== undefined) refuse('NLM_F_REPLACE needed to override');
    if (this.#leafHandles.has(handle)) refuse('Cannot move an existing qdisc to a different parent');
  }

  setLeaf(classId: string, leaf: FakeQdisc): void {
    const found = this.#class(classId);
    if (found.children > 0) refuseErrno('Invalid argument');
    found.leaf = leaf;
    this.#leafHandles.add(leaf.handle);
  }

  leaves(): (FakeQdisc & { readonly parent: string; readonly backlogPackets: number })[] {
    return [...this.#classes.values()].flatMap(({ id, leaf, backlogPackets }) =>
      leaf === undefined ? [] : [{ ...leaf, parent: id, backlogPackets }],
    );
  }

  /** Packets that wait in all classes. */
  get backlogPackets(): number {
    return [...this.#classes.values()].reduce((sum, { backlogPackets }) => sum + backlogPackets, 0);
  }

  /** Makes packets wait in a class, as under load. */
  hold(classId: string, packets: number): void {
    this.#class(classId).backlogPackets = packets;
  }

  show(options: ShowOptions): string[] {
    return [...this.#classes.values()].flatMap((shown) => this.#showClass(shown, options));
  }

  #showClass(shown: FakeClass, { details, statistics }: ShowOptions): string[] {
    const { id, parent, leaf, options, backlogPackets, children } = shown;
    const inner = children > 0;
    const quantum = details ? `quantum ${options.quantumBytes} ` : '';
    const head = [
      `class htb ${id} ${parent === undefined ? 'root' : `parent ${parent}`} `,
      leaf === undefined ? '' : `leaf ${leaf.handle} `,
      inner ? '' : `prio ${options.prio} ${quantum}`,
    ];
    const line = `${head.join('')}${showShape(options, details)}${details ? `level ${this.#level(shown)} ` : ''}`;
    return statistics ? [line, ...showClassStatistics(backlogPackets), ''] : [line];
  }

  #level({ parent, children }: FakeClass): number {
    if (children === 0) return 0;
    return parent === undefined ? 7 : this.#level(this.#class(parent)) - 1;
  }

  #dropLeaf(found: FakeClass): void {
    if (found.leaf !== undefined) this.#leafHandles.delete(found.leaf.handle);
    found.leaf = undefined;
  }

  #class(id: string): FakeClass {
    return this.#classes.get(id) ?? refuseErrno('No such file or directory');
  }
}
