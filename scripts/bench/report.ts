import type { ActionRow } from './actions.ts';
import type { ClassificationRow } from './classification.ts';
import type { ColdStart } from './cold-start.ts';
import type { InventoryRow } from './inventory.ts';
import type { Machine } from './machine.ts';
import type { NetworkRow } from './network.ts';
import type { NovaResult } from './nova.ts';
import type { PeersResult } from './peers.ts';
import { rounded } from './percentile.ts';
import type { ProxyResult } from './proxy.ts';
import type { SoakResult } from './soak.ts';

/** What each measurement came to; undefined for one that was left out or cannot be made here. */
export interface Measured {
  readonly peers?: PeersResult | undefined;
  readonly actions?: readonly ActionRow[] | undefined;
  readonly nova?: NovaResult | undefined;
  readonly network?: readonly NetworkRow[] | undefined;
  readonly classification?: readonly ClassificationRow[] | undefined;
  readonly 'cold-start'?: ColdStart | undefined;
  readonly inventory?: readonly InventoryRow[] | undefined;
  readonly proxy?: ProxyResult | undefined;
  readonly soak?: SoakResult | undefined;
}

export type MatterName = keyof Measured;

/** Of two figures of one run, so that the machine's weather is in both; null where either is missing. */
export interface Ratios {
  readonly get_over_libvirt_python: number | null;
  readonly set_over_libvirt_python: number | null;
  readonly throughput_over_spawn: number | null;
  readonly nova_lock_over_get: number | null;
  readonly cli_over_node: number | null;
}

/** What `--json` prints. */
export interface Report {
  readonly ratios: Ratios;
  readonly network: {
    readonly lost: number | null;
    readonly seconds_above_cap: number | null;
    readonly changes: readonly NetworkRow[] | null;
    readonly classification: readonly ClassificationRow[] | null;
  };
  readonly peers: PeersResult | null;
  readonly actions: readonly ActionRow[] | null;
  readonly nova: NovaResult | null;
  readonly cold_start: ColdStart | null;
  readonly inventory: readonly InventoryRow[] | null;
  readonly proxy: ProxyResult | null;
  readonly soak: SoakResult | null;
  readonly machine: Machine;
  /** Whether less was measured of everything, with `--quick`. */
  readonly quick: boolean;
  /** Seconds that all of it took. */
  readonly seconds: number;
}

/** How it was measured. */
export type Run = Pick<Report, 'machine' | 'quick' | 'seconds'>;

export function reportOf(measured: Measured, { machine, quick, seconds }: Run): Report {
  const { network } = measured;
  const total = (read: (row: NetworkRow) => number) => network?.reduce((sum, row) => sum + read(row), 0) ?? null;
  return {
    ratios: ratiosOf(measured),
    network: {
      lost: total(({ lost }) => lost),
      seconds_above_cap: total(({ seconds_above_cap }) => seconds_above_cap),
      changes: network ?? null,
      classification: measured.classification ?? null,
    },
    peers: measured.peers ?? null,
    actions: measured.actions ?? null,
    nova: measured.nova ?? null,
    cold_start: measured['cold-start'] ?? null,
    inventory: measured.inventory ?? null,
    proxy: measured.proxy ?? null,
    soak: measured.soak ?? null,
    machine,
    quick,
    seconds: rounded(seconds),
  };
}

/** Calls are compared by their medians on the host itself, throughput by the best that any number of clients gets. */
export function ratiosOf({ peers, nova, 'cold-start': coldStart }: Measured): Ratios {
  const call = (what: string) => peers?.calls_ms[what]?.p50;
  const best = (by: string) => {
    const rates = peers?.throughput.filter((row) => row.by === by).map((row) => row.per_second) ?? [];
    return rates.length === 0 ? undefined : Math.max(...rates);
  };
  const starts = coldStart?.command_line_ms;
  return {
    get_over_libvirt_python: ratio(call('get: novatuned, local'), call('get: libvirt-python')),
    set_over_libvirt_python: ratio(call('set: novatuned, local'), call('set: libvirt-python')),
    throughput_over_spawn: ratio(best('novatuned, local'), best('virsh spawned')),
    nova_lock_over_get: ratio(nova?.lock_ms.p50, nova?.get_ms.p50),
    cli_over_node: ratio(starts?.['novatune list --help'], starts?.['node -e 0']),
  };
}

const ratio = (over: number | undefined, under: number | undefined): number | null =>
  over === undefined || under === undefined || under === 0 ? null : rounded(over / under);
