import { refuseFilter } from './fake-tc-refusal.ts';

interface U32Key {
  readonly offset: number;
  value: number;
  mask: number;
}

interface U32Entry {
  /** 0x800.. within its table. */
  readonly id: number;
  readonly keys: readonly U32Key[];
  readonly flowId: string;
  /** Only a class that was there when the filter came is held by it; a later one serves its packets all the same. */
  readonly bound: boolean;
}

/** One preference: a table with entries. */
interface Table {
  readonly id: number;
  readonly entries: U32Entry[];
}

const firstId = 0x800;

/** The u32 filters of one qdisc, `protocol all` only, with the kernel's way of numbering them. */
export class FakeU32 {
  readonly #tables = new Map<number, Table>();
  #nextTable = firstId;

  add(preference: number, matches: string, flow: { readonly flowId: string; readonly bound: boolean }): void {
    if (this.#tables.size === 0) this.#nextTable = firstId;
    const table = this.#tables.get(preference) ?? { id: this.#nextTable++, entries: [] };
    this.#tables.set(preference, table);
    const gap = table.entries.findIndex((entry, index) => entry.id !== firstId + index);
    const id = firstId + (gap < 0 ? table.entries.length : gap);
    table.entries.push({ id, keys: parseKeys(matches), ...flow });
    table.entries.sort((one, other) => one.id - other.id);
  }

  /**
   * Deletes one entry. The kernel looks for the handle in all preferences once the one that is named exists, and takes that away only if it is
   * the qdisc's last and now empty.
   */
  delete(preference: number, handle: string): void {
    this.#table(preference);
    const isNamed = (table: Table) => table.entries.findIndex((entry) => formatEntryHandle(table, entry) === handle);
    const table = [...this.#tables.values()].find((candidate) => isNamed(candidate) >= 0);
    const found = table ?? refuseFilter('Specified filter handle not found');
    found.entries.splice(isNamed(found), 1);
    if (found.entries.length === 0 && this.#tables.size === 1) this.#tables.clear();
  }

  deletePreference(preference: number): void {
    this.#table(preference);
    this.#tables.delete(preference);
  }

  holds(classId: string): boolean {
    const isHeld = ({ flowId, bound }: U32Entry) => bound && flowId === classId;
    return [...this.#tables.values()].some(({ entries }) => entries.some(isHeld));
  }

  show(): string[] {
    const sorted = [...this.#tables].sort(([one], [other]) => one - other);
    return sorted.flatMap(([preference, table]) => showTable(preference, table));
  }

  #table(preference: number): Table {
    if (this.#tables.size === 0) refuseFilter('Cannot find specified filter chain');
    return this.#tables.get(preference) ?? refuseFilter('Filter with specified priority/protocol not found');
  }
}

function showTable(preference: number, table: Table): string[] {
  const start = `filter protocol all pref ${preference} u32 chain 0 `;
  const id = table.id.toString(16);
  const entries = table.entries.flatMap((entry) => [
    `${start}fh ${formatEntryHandle(table, entry)} order ${entry.id} key ht ${id} bkt 0 *flowid ${entry.flowId} not_in_hw `,
    ...entry.keys.map(({ value, mask, offset }) => `  match ${hex32(value)}/${hex32(mask)} at ${offset}`),
  ]);
  return [start, `${start}fh ${id}: ht divisor 1 `, ...entries];
}

const formatEntryHandle = (table: Table, { id }: U32Entry): string => `${table.id.toString(16)}::${id.toString(16)}`;

const hex32 = (value: number): string => value.toString(16).padStart(8, '0');

/** u32 compares aligned words: a 16 bit match becomes half of one, and matches on the same word become one. */
function parseKeys(matches: string): U32Key[] {
  const keys: U32Key[] = [];
  for (const [, width, value, mask, offset] of matches.matchAll(/match (u32|u16) (\S+) (\S+) at (-?\d+)/g)) {
    const aligned = Math.floor(Number(offset) / 4) * 4;
    const shift = width === 'u16' && aligned === Number(offset) ? 0x1_0000 : 1;
    const key = { offset: aligned, value: Number(value) * shift, mask: Number(mask) * shift };
    const same = keys.find((other) => other.offset === aligned);
    if (same === undefined) keys.push(key);
    else Object.assign(same, { value: (same.value | key.value) >>> 0, mask: (same.mask | key.mask) >>> 0 });
  }
  return keys;
}
