import { cases } from './cases.ts';
import { actionPath, type Load } from './load.ts';
import { rounded, spreadOf } from './percentile.ts';
import { atAllPlaces, type Place } from './places.ts';
import type { Stage } from './stage.ts';

/** One action, at one place, asked by so many at once. */
export interface ActionRow {
  readonly place: Place['name'];
  readonly action: string;
  readonly clients: number;
  /** In milliseconds. */
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly per_second: number;
  /** Answers other than 200, by status. */
  readonly failures: Readonly<Record<string, number>>;
}

export const clientCounts = [1, 8, 32] as const;

/** Every getter and setter over HTTP, on one host and on two, by ssh and without; undefined without a lab. */
export async function measureActions(stage: Stage): Promise<readonly ActionRow[] | undefined> {
  if (stage.lab === undefined) return undefined;
  return atAllPlaces(stage, async (places) => {
    const rows: ActionRow[] = [];
    const some = stage.quick ? places.filter(({ name }) => name !== 'ssh') : places;
    for (const place of some) rows.push(...(await measureAt(stage, place)));
    return rows;
  });
}

async function measureAt(stage: Stage, place: Place): Promise<ActionRow[]> {
  const durationMs = stage.quick ? 150 : 3000;
  const rows: ActionRow[] = [];
  for (const { get, set } of cases) {
    const guests = await ableGuests(place, get);
    if (guests.length === 0) continue;
    const path = (turn: number) => actionPath(guests[turn % guests.length]!);
    for (const action of [() => get, set]) {
      const ask = (turn: number) => ({ path: path(turn), action: action(turn) });
      await place.load.run({ clients: 1, requests: 5, ask });
      for (const clients of clientCounts) {
        stage.stop.throwIfAborted();
        const load = await place.load.run({ clients, durationMs, ask });
        rows.push(rowOf(place, Object.keys(action(0))[0]!, clients, load));
      }
    }
    stage.say(`${place.name}: ${Object.keys(get)[0]} and its setter measured`);
  }
  return rows;
}

/** Those whose host has the resource: not every host has disk weights. */
async function ableGuests({ load, guests }: Place, get: object): Promise<string[]> {
  const able: string[] = [];
  for (const { id } of guests)
    if ((await load.once({ path: actionPath(id), action: get })).status === 200) able.push(id);
  return able;
}

function rowOf(place: Place, action: string, clients: number, { timesMs, seconds, failures }: Load): ActionRow {
  const { p50, p99 } = spreadOf(timesMs);
  const perSecond = rounded(timesMs.length / seconds);
  return { place: place.name, action, clients, p50_ms: p50, p99_ms: p99, per_second: perSecond, failures };
}
