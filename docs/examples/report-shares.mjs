/**
 * Reports what every server gets of its host.
 *
 *   node report-shares.mjs
 *
 * The environment says where and as whom: OS_ENDPOINT_OVERRIDE (such as http://127.0.0.1:9774), OS_USER_ID, OS_PROJECT_ID.
 * An admin sees all servers, by the names of their hosts. Anyone else sees the project's own, by an id that tells their hosts apart.
 * Percentages are of the servers that are shown: of their CPU shares, and of the rate that network priorities guarantee.
 */
// @ts-check
import { CloudError, connect, unlimitedKiB } from 'novatune';

const { OS_ENDPOINT_OVERRIDE: endpoint, OS_USER_ID: user, OS_PROJECT_ID: project } = process.env;
const titles = ['server', 'CPU shares', 'part', 'disk weight', 'network', 'part', 'memory, MiB', 'soft limit, MiB'];

/**
 * What a server has; undefined where its host lacks the means.
 * @param {import('novatune').Cloud} cloud @param {string} id
 */
async function readNumbers(cloud, id) {
  const [cpu, disk, net, memory, softLimit] = await Promise.all([
    unlessMissing(cloud.getCpuPriority(id)),
    unlessMissing(cloud.getIoPriority(id)),
    unlessMissing(cloud.getNetPriority(id)),
    unlessMissing(cloud.getCurrentMemory(id)),
    unlessMissing(cloud.getMemorySoftLimit(id)),
  ]);
  // A priority weighs 99 less itself; -1 is none.
  const prio = net === undefined || net.prio === -1 ? undefined : net.prio;
  const netWeight = prio === undefined ? 0 : 99 - prio;
  return { share: cpu?.share ?? 0, weight: disk?.weight, prio, netWeight, actual: memory?.actual, softLimit };
}

/**
 * A server's numbers, or the reason why it has none.
 * @param {import('novatune').Cloud} cloud @param {import('novatune').Server} server
 */
async function read(cloud, { id, name }) {
  try {
    return { name, numbers: await readNumbers(cloud, id) };
  } catch (error) {
    if (error instanceof CloudError) return { name, reason: error.message };
    throw error;
  }
}

/** @template Answer @param {Promise<Answer>} answer */
const unlessMissing = (answer) =>
  answer.catch((error) => {
    if (error instanceof CloudError && error.status === 501) return undefined;
    throw error;
  });

/** @param {Awaited<ReturnType<typeof read>>[]} servers */
function print(servers) {
  const running = servers.flatMap(({ name, numbers }) => (numbers === undefined ? [] : [{ name, ...numbers }]));
  const shares = running.reduce((sum, { share }) => sum + share, 0);
  const netWeights = running.reduce((sum, { netWeight }) => sum + netWeight, 0);
  const rows = running.map(({ name, share, weight, prio, netWeight, actual, softLimit }) => [
    name,
    share || '-',
    percent(share, shares),
    weight ?? '-',
    prio ?? 'none',
    percent(netWeight, netWeights),
    mib(actual),
    softLimit?.soft_limit === unlimitedKiB ? 'none' : mib(softLimit?.soft_limit),
  ]);
  table(rows.length === 0 ? [] : [titles, ...rows]);
  for (const { name, reason } of servers) if (reason !== undefined) console.log(`  ${name}: ${reason}`);
}

/** @param {(string | number)[][]} rows */
function table(rows) {
  const widths = titles.map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  for (const row of rows) console.log(`  ${row.map((cell, column) => pad(cell, widths[column])).join('  ')}`.trimEnd());
}

/** @param {string | number} cell @param {number} [width] */
const pad = (cell, width = 0) => (typeof cell === 'number' ? `${cell}`.padStart(width) : cell.padEnd(width));
/** @param {number} part @param {number} whole */
const percent = (part, whole) => (part === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);
/** @param {number | undefined} kib */
const mib = (kib) => (kib === undefined ? '-' : Math.round(kib / 1024));

async function main() {
  if (process.argv.length > 2) throw new Error('it takes no arguments');
  if (!endpoint || !user || !project) throw new Error('set OS_ENDPOINT_OVERRIDE, OS_USER_ID and OS_PROJECT_ID');
  const cloud = connect({ endpoint, token: `${user}:${project}` });
  const servers = await cloud.listServers({ allProjects: true }).catch((error) => {
    if (error instanceof CloudError && error.status === 403) return cloud.listServers();
    throw error;
  });
  /** @type {Map<string, Awaited<ReturnType<typeof read>>[]>} */
  const hosts = new Map();
  for (const server of servers) {
    const host = server['OS-EXT-SRV-ATTR:host'] ?? server.hostId;
    hosts.set(host, [...(hosts.get(host) ?? []), await read(cloud, server)]);
  }
  if (hosts.size === 0) console.log('There are no servers.');
  for (const [host, reports] of [...hosts].sort()) {
    console.log(host);
    print(reports.sort((one, other) => one.name.localeCompare(other.name)));
  }
}

try {
  await main();
} catch (error) {
  console.error(`report-shares: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
