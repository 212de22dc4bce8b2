/**
 * Throttles a noisy neighbour for a while, then puts everything back: also on Ctrl-C, and when something fails in between.
 *
 *   node throttle-neighbour.mjs [SERVER] [SECONDS]      a name or id; VM3 for 60 seconds unless told otherwise
 *
 * The environment says where and as whom: OS_ENDPOINT_OVERRIDE (such as http://127.0.0.1:9774), OS_USER_ID (an admin), OS_PROJECT_ID.
 * The server gets a tenth of its CPU shares, the lowest disk weight and the lowest network priority.
 */
// @ts-check
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudError, connect } from 'novatune';

const [serverName = 'VM3', seconds = '60', ...tooMuch] = process.argv.slice(2);
const { OS_ENDPOINT_OVERRIDE: endpoint, OS_USER_ID: user, OS_PROJECT_ID: project } = process.env;

/**
 * @typedef {object} Setting
 * @property {string} label
 * @property {() => Promise<number>} get
 * @property {(value: number) => Promise<unknown>} set
 * @property {(had: number) => number} low
 */

/** @type {(cloud: import('novatune').Cloud, id: string) => readonly Setting[]} */
const settingsOf = (cloud, id) => [
  {
    label: 'CPU shares',
    get: async () => (await cloud.getCpuPriority(id)).share,
    set: (share) => cloud.setCpuPriority(id, { share }),
    low: (had) => Math.max(2, Math.round(had / 10)),
  },
  {
    label: 'disk weight',
    get: async () => (await cloud.getIoPriority(id)).weight,
    // A host's default may lie outside of what can be set; the nearest that can is all there is then.
    set: (weight) => cloud.setIoPriority(id, { weight: Math.min(1000, Math.max(100, weight)) }),
    low: (had) => Math.min(had, 100),
  },
  {
    label: 'network priority',
    get: async () => (await cloud.getNetPriority(id)).prio,
    set: (prio) => (prio === -1 ? cloud.resetNetPriority(id) : cloud.setNetPriority(id, { prio })),
    low: () => 98,
  },
];

/** Aborted by the first signal. Later ones do nothing: everything is being put back already. */
const stop = new AbortController();

function heedSignals() {
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(name, () => {
      stop.abort();
      process.exitCode ||= 128 + constants.signals[name];
    });
}

/** What has been lowered, last first, and what it was before. @type {{ setting: Setting, had: number }[]} */
const lowered = [];

/** @param {Setting} setting */
async function lower(setting) {
  const { label, get, set, low } = setting;
  const had = await get().catch((error) => {
    if (error instanceof CloudError && error.status === 501) return undefined;
    throw error;
  });
  if (had === undefined) return row(label, 'left alone, the host cannot change it');
  if (low(had) === had) return row(label, `${show(had)}, as low as can be`);
  // Before it is lowered: a change that fails may have been made all the same.
  lowered.unshift({ setting, had });
  await set(low(had));
  row(label, `${show(had)} -> ${show(await get())}`);
}

/** @param {{ setting: Setting, had: number }} before */
async function putBack({ setting: { label, get, set }, had }) {
  try {
    await set(had);
    const has = await get();
    if (has !== had) throw new Error(`it is ${show(has)} now`);
    row(label, show(has));
  } catch (error) {
    fail(`${label} could not be put back to ${show(had)}: ${messageOf(error)}`);
  }
}

/** @param {string} label @param {string} text */
const row = (label, text) => console.log(`  ${label.padEnd(18)}${text}`);
/** @param {number} value */
const show = (value) => (value === -1 ? 'none' : String(value));
/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));
/** @param {string} message */
function fail(message) {
  console.error(`throttle-neighbour: ${message}`);
  process.exitCode = 1;
}

async function main() {
  if (tooMuch.length > 0) throw new Error('it takes a server and a number of seconds at most');
  if (!/^\d+$/.test(seconds) || Number(seconds) < 1 || Number(seconds) > 86_400)
    throw new Error(`'${seconds}' is no number of seconds from 1 to 86400`);
  if (!endpoint || !user || !project) throw new Error('set OS_ENDPOINT_OVERRIDE, OS_USER_ID and OS_PROJECT_ID');
  const cloud = connect({
    endpoint,
    token: `${user}:${project}`,
    onWarning: ({ text, action }) => row('', `${action}: ${text}`),
  });
  const { id, name } = await cloud.findServer(serverName);

  heedSignals();
  console.log(`${name} is throttled for ${seconds} s; Ctrl-C ends it earlier.`);
  for (const setting of settingsOf(cloud, id)) if (!stop.signal.aborted) await lower(setting);
  await sleep(Number(seconds) * 1000, undefined, { signal: stop.signal }).catch(() => undefined);
}

try {
  await main();
} catch (error) {
  fail(messageOf(error));
}
if (lowered.length > 0) console.log('Putting back:');
for (const before of lowered) await putBack(before);
