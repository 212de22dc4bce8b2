/**
 * Shifts memory, CPU, disk and network from one user's server to another's on the same host: the thesis's two users.
 *
 *   node two-users.mjs [GIVER] [TAKER]      names or ids; VM3 gives and VM2 takes unless told otherwise
 *
 * The environment says where and as whom: OS_ENDPOINT_OVERRIDE (such as http://127.0.0.1:9774), OS_USER_ID (an admin), OS_PROJECT_ID.
 * 32 MiB of memory move; of CPU, disk and network the taker gets three times what the giver gets. What one of them cannot give or take
 * stays as it was, and the output says why. The rest stays shifted: nothing is put back.
 */
// @ts-check
import { CloudError, connect } from 'novatune';

const movedMiB = 32;
const [giverName = 'VM3', takerName = 'VM2', ...tooMuch] = process.argv.slice(2);
const { OS_ENDPOINT_OVERRIDE: endpoint, OS_USER_ID: user, OS_PROJECT_ID: project } = process.env;
/** @type {string[]} */
const notes = [];

/** A resource that stays as it was; the others can still be shifted. */
class Stays extends Error {}

/**
 * @typedef {object} Resource
 * @property {string} label
 * @property {(id: string) => Promise<number>} get
 * @property {(id: string, value: number) => Promise<unknown>} set
 * @property {(giver: number, taker: number) => readonly [giver: number, taker: number]} split
 */

/** @type {(cloud: import('novatune').Cloud) => readonly Resource[]} */
const resourcesOf = (cloud) => [
  {
    label: 'memory, MiB',
    get: async (id) => Math.floor((await cloud.getCurrentMemory(id)).actual / 1024),
    async set(id, memory) {
      const { success } = await cloud.setCurrentMemory(id, { memory });
      if (success === 0) throw new Stays('The guest did not comply in time.');
    },
    split: (giver, taker) => [giver - movedMiB, taker + movedMiB],
  },
  {
    label: 'CPU shares',
    get: async (id) => (await cloud.getCpuPriority(id)).share,
    set: (id, share) => cloud.setCpuPriority(id, { share }),
    split: (giver, taker) => oneToThree(giver + taker, 2, 262_144),
  },
  {
    label: 'disk weight',
    get: async (id) => (await cloud.getIoPriority(id)).weight,
    set: (id, weight) => cloud.setIoPriority(id, { weight }),
    split: (giver, taker) => oneToThree(giver + taker, 100, 1000),
  },
  {
    label: 'network priority',
    get: async (id) => (await cloud.getNetPriority(id)).prio,
    set: (id, prio) => (prio === -1 ? cloud.resetNetPriority(id) : cloud.setNetPriority(id, { prio })),
    // A priority weighs 99 less itself: 33 and 99.
    split: () => [66, 0],
  },
];

/**
 * The sum stays what it was as far as the range allows, so that the host's other servers keep their part.
 * @param {number} sum @param {number} least @param {number} most
 */
function oneToThree(sum, least, most) {
  const quarter = Math.max(least, Math.round(sum / 4));
  return /** @type {const} */ ([quarter, Math.min(most, 3 * quarter)]);
}

/**
 * Takes before it gives: what the giver keeps, the taker cannot have. What the taker cannot have, the giver gets back.
 * @param {Resource} resource @param {string} giver @param {string} taker
 */
async function shift({ get, set, split }, giver, taker) {
  const [giverHad, takerHad] = [await get(giver), await get(taker)];
  const [less, more] = split(giverHad, takerHad);
  await set(giver, less);
  await set(taker, more).catch(async (error) => {
    await set(giver, giverHad);
    throw error;
  });
  return { giver: change(giverHad, await get(giver)), taker: change(takerHad, await get(taker)) };
}

/**
 * Refused for a value, for the state of a server or for what its host lacks; anything else ends the script.
 * @param {unknown} error @returns {error is Error}
 */
const stays = (error) =>
  error instanceof Stays || (error instanceof CloudError && [400, 409, 501].includes(error.status ?? 0));

/** @param {string} label @param {string} giver @param {string} taker */
const row = (label, giver, taker) => console.log(`${label.padEnd(18)}${giver.padEnd(16)}${taker}`);
/** @param {number} value */
const show = (value) => (value === -1 ? 'none' : value);
/** @param {number} before @param {number} after */
const change = (before, after) => `${show(before)} -> ${show(after)}`;

async function main() {
  if (tooMuch.length > 0) throw new Error('it takes two servers at most');
  if (!endpoint || !user || !project) throw new Error('set OS_ENDPOINT_OVERRIDE, OS_USER_ID and OS_PROJECT_ID');
  const cloud = connect({
    endpoint,
    token: `${user}:${project}`,
    onWarning: ({ text, action }) => notes.push(`${action}: ${text}`),
  });
  const [giver, taker] = [await cloud.findServer(giverName), await cloud.findServer(takerName)];
  if (giver.id === taker.id) throw new Error('giver and taker are the same server');
  if (giver['OS-EXT-SRV-ATTR:host'] !== taker['OS-EXT-SRV-ATTR:host'])
    throw new Error(`${giver.name} and ${taker.name} are on different hosts, which share nothing`);

  for (const { name, status } of [giver, taker])
    if (status !== 'ACTIVE') throw new Error(`${name} is not running: its status is ${status}`);

  row('', giver.name, taker.name);
  for (const resource of resourcesOf(cloud)) {
    try {
      const shown = await shift(resource, giver.id, taker.id);
      row(resource.label, shown.giver, shown.taker);
    } catch (error) {
      if (!stays(error)) throw error;
      row(resource.label, 'stays', 'stays');
      notes.push(`${resource.label}: ${error.message}`);
    }
  }
}

try {
  await main();
} catch (error) {
  console.error(`two-users: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
for (const note of new Set(notes)) console.log(note);
