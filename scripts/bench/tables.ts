import type { ActionRow } from './actions.ts';
import { clientCounts } from './actions.ts';
import type { Report } from './report.ts';

/** Parts of the page that are written from a report, by the name between their markers; undefined where the report has nothing of it. */
export function tablesOf(report: Report): Readonly<Record<string, string | undefined>> {
  return {
    machine: machineTable(report),
    ratios: ratiosTable(report),
    calls: callsTable(report),
    throughput: throughputTable(report),
    actions: report.actions === null ? undefined : actionsTable(report.actions),
    network: networkTable(report),
    classification: classificationTable(report),
    inventory: inventoryTable(report),
    'cold-start': coldStartTable(report),
    proxy: proxyTable(report),
    soak: soakTable(report),
  };
}

/** The same for a terminal. */
export const formatReport = (report: Report): string =>
  Object.entries(tablesOf(report))
    .filter(([, text]) => text !== undefined)
    .map(([name, text]) => `${name}\n\n${text}\n`)
    .join('\n');

type Cell = string | number | null;

/** Rows as Markdown has them, in columns that are as wide as what is in them; numbers to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) => row.map(formatCell));
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]!.length)));
  const isNumeric = (column: number) => rows.length > 0 && rows.every((row) => typeof row[column] !== 'string');
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (isNumeric(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (isNumeric(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return [line(head), rule, ...cells.map(line)].join('\n');
}

function formatCell(cell: Cell): string {
  if (cell === null) return 'not measured';
  if (typeof cell === 'string') return cell;
  return Number.isInteger(cell) ? String(cell) : cell.toFixed(Math.abs(cell) < 10 ? 2 : 1);
}

function machineTable({ machine, quick, seconds }: Report): string {
  const { at, cpu, memory_gib, kernel, node, libvirt, iproute2, commit, load_before, load_after } = machine;
  const rows: [string, Cell][] = [
    [
      'measured',
      `${at.slice(0, 16).replace('T', ' ')} UTC, in ${Math.round(seconds)} s${quick ? ', with --quick' : ''}`,
    ],
    ['processors', cpu],
    ['memory', `${memory_gib} GiB`],
    ['kernel', kernel],
    ['Node, libvirt, iproute2', [node, libvirt, iproute2].map((version) => version ?? 'not there').join(', ')],
    ['commit', commit ?? 'unknown'],
    ['load before and after', `${load_before} and ${load_after}`],
  ];
  return markdownTable(['', ''], rows);
}

const goals = {
  get_over_libvirt_python: ['get-cpu-priority over HTTP, as many times as the libvirt-python call', 'at most 3'],
  set_over_libvirt_python: ['set-cpu-priority over HTTP, as many times as the libvirt-python call', 'at most 3'],
  throughput_over_spawn: ['calls a second, as many times as with a virsh spawned for each', 'at least 10'],
  nova_lock_over_get: ["nova-api's lock, as many times as get-cpu-priority", 'at least 20'],
  cli_over_node: ['the command line from start to end, as many times as `node -e 0`', 'at most 3'],
} as const;

function ratiosTable({ ratios }: Report): string {
  const rows = Object.entries(goals).map(([name, [what, goal]]) => [what, ratios[name as keyof typeof ratios], goal]);
  return markdownTable(['at the median', 'measured', 'to reach'], rows);
}

function callsTable({ peers, nova }: Report): string | undefined {
  if (peers === null) return undefined;
  const calls = Object.entries(peers.calls_ms).map(([name, { p50, p99, count }]) => [name, p50, p99, count]);
  const beside =
    nova === null
      ? []
      : [
          ['lock: nova-api', nova.lock_ms.p50, nova.lock_ms.p99, nova.lock_ms.count],
          ['get: novatuned, ssh, tokens of Keystone', nova.get_ms.p50, nova.get_ms.p99, nova.get_ms.count],
        ];
  return markdownTable(['one call', 'p50, ms', 'p99, ms', 'calls'], [...calls, ...beside]);
}

function throughputTable({ peers }: Report): string | undefined {
  if (peers === null) return undefined;
  const names = [...new Set(peers.throughput.map(({ by }) => by))];
  const rate = (by: string, clients: number) =>
    peers.throughput.find((row) => row.by === by && row.clients === clients)?.per_second ?? null;
  const rows = names.map((by) => [by, ...clientCounts.map((clients) => rate(by, clients))]);
  return markdownTable(['get-cpu-priority a second', ...clientCounts.map(clientsTitle)], rows);
}

const clientsTitle = (clients: number): string => (clients === 1 ? '1 client' : `${clients} clients`);

function actionsTable(actions: readonly ActionRow[]): string {
  const places = [...new Set(actions.map(({ place }) => place))];
  return places
    .map((place) => {
      const here = actions.filter((row) => row.place === place);
      const rows = [...new Set(here.map(({ action }) => action))].map((action) => [
        action,
        ...clientCounts.flatMap((clients) => {
          const row = here.find((each) => each.action === action && each.clients === clients);
          return row === undefined ? [null, null, null] : [row.p50_ms, row.p99_ms, Math.round(row.per_second)];
        }),
      ]);
      const head = clientCounts.flatMap((clients) => [`${clients}: p50`, 'p99', 'a second']);
      return markdownTable([`${place}; clients`, ...head], rows);
    })
    .join('\n\n');
}

function networkTable({ network: { changes } }: Report): string | undefined {
  if (changes === null) return undefined;
  return markdownTable(
    [
      'guests in the tree',
      'a change, p50 ms',
      'p99 ms',
      'lines of tc',
      'changes',
      'packets',
      'lost',
      'seconds above the cap',
    ],
    changes.map((row) => [
      row.guests,
      row.p50_ms,
      row.p99_ms,
      row.tc_lines,
      row.changes,
      row.packets,
      row.lost,
      row.seconds_above_cap,
    ]),
  );
}

function classificationTable({ network: { classification } }: Report): string | undefined {
  if (classification === null) return undefined;
  const rows = classification.map(({ guests, ns_per_packet, ns_by_the_tree }) => [
    guests,
    Math.round(ns_per_packet),
    Math.round(ns_by_the_tree),
  ]);
  return markdownTable(['guests in the tree', 'a packet, ns', 'of that by the tree, ns'], rows);
}

function inventoryTable({ inventory }: Report): string | undefined {
  if (inventory === null) return undefined;
  const sweeps = inventory.some((row) => row.sweeps !== null);
  const head = [
    'servers',
    'hosts',
    'start, ms',
    'processor, ms',
    'lookup p50, ms',
    'p99, ms',
    'memory, MiB',
    'without novatuned, MiB',
  ];
  const rows = inventory.map((row) => [
    row.servers,
    row.hosts,
    Math.round(row.start_ms),
    Math.round(row.start_cpu_ms),
    row.lookup_p50_ms,
    row.lookup_p99_ms,
    Math.round(row.memory_mib),
    Math.round(row.crowd_memory_mib),
    ...(sweeps
      ? [row.sweeps?.first_ms ?? null, row.sweeps?.later_ms.at(-1) ?? null, row.sweeps?.longest_stall_ms ?? null]
      : []),
  ]);
  return markdownTable([...head, ...(sweeps ? ['first sweep, ms', 'later, ms', 'longest stall, ms'] : [])], rows);
}

function coldStartTable({ cold_start: coldStart }: Report): string | undefined {
  if (coldStart === null) return undefined;
  const { fake_first_answer_ms: fake, lab_first_answer_ms: lab, command_line_ms: commandLine } = coldStart;
  return markdownTable(
    ['from the start of the process', 'p50, ms'],
    [
      ['novatuned, in-memory driver, until its first answer', Math.round(fake.p50)],
      ['novatuned, a host by ssh, until its first answer', lab === null ? null : Math.round(lab.p50)],
      ...Object.entries(commandLine).map(([name, ms]) => [`\`${name}\`, until its end`, Math.round(ms)]),
    ],
  );
}

function proxyTable({ proxy }: Report): string | undefined {
  if (proxy === null) return undefined;
  const { direct_ms: direct, proxied_ms: proxied } = proxy;
  return markdownTable(
    ['a GET of 2 kB', 'p50, ms', 'p99, ms'],
    [
      ['direct', direct.p50, direct.p99],
      ['through novatuned', proxied.p50, proxied.p99],
    ],
  );
}

function soakTable({ soak }: Report): string | undefined {
  if (soak === null) return undefined;
  const list = (failures: Readonly<Record<string, number>>) =>
    Object.entries(failures)
      .map(([status, count]) => `${count} × ${status}`)
      .join(', ') || 'none';
  const kept = ({ settled, end }: { settled: number; end: number }) => `${settled}, ${end}`;
  const { settled, end, most } = soak.memory_mib;
  return markdownTable(
    ['', ''],
    [
      ['time, requests', `${Math.round(soak.seconds)} s, ${soak.requests}`],
      ['errors', list(soak.errors)],
      ['guests destroyed and created', soak.restarts],
      ['refused about them meanwhile', list(soak.refused_meanwhile)],
      ['memory settled, at the end, most', `${[settled, end, most].map((mib) => mib.toFixed(1)).join(', ')} MiB`],
      ['its slope once settled', `${soak.memory_mib_per_minute.toFixed(2)} MiB a minute`],
      ['virsh sessions settled, at the end', kept(soak.virsh_sessions)],
      ['ssh channels settled, at the end', kept(soak.ssh_channels)],
    ],
  );
}
